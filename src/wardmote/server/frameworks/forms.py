"""What a steward gives to import."""

import base64
import binascii

from django import forms
from django.core.files.uploadedfile import UploadedFile

from wardmote.formats.frameworks.profile_reading import Head
from wardmote.rules.frameworks import structure

MOST_BYTES = 2_000_000
"""The largest framework that is known has 0.2 MB. Units: bytes."""


class Importing(forms.Form):
    """A file and what it does not say itself."""

    file = forms.FileField(
        max_length=200,
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose another.",
            "max_length": "Give the file a name of at most 200 characters.",
        },
    )
    framework = forms.CharField(max_length=structure.LONGEST_REF, required=False)
    title = forms.CharField(
        max_length=structure.LONGEST_TITLE,
        required=False,
        error_messages={"max_length": "Give a name of at most 200 characters."},
    )
    official = forms.BooleanField(required=False)

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file that is too large to be a framework."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file must be smaller than 2 MB.")
        return file

    @property
    def head(self) -> Head:
        """Give what was said beside the file."""
        given = self.cleaned_data
        return Head(given["framework"], given["title"], given["official"])


class Storing(Importing):
    """The same file once more, after it was checked and shown; it is checked again."""

    file = None  # type: ignore[assignment]
    name = forms.CharField(max_length=200)
    content = forms.CharField(strip=False)

    def clean_content(self) -> bytes:
        """Give back the bytes of the file."""
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError):
            raise forms.ValidationError("Choose the file again.") from None


def packed(data: bytes) -> str:
    """Write a file so that a form can hold it."""
    return base64.b64encode(data).decode()
