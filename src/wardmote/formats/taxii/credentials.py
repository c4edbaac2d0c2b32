"""What a program says of itself in the header Authorization."""

import base64
import binascii


def bearer(header: str) -> str:
    """Give the header as it would be with Bearer: the key is the password of Basic.

    Shape: whose the key is does not hang on the user name.
    Source: RFC 7617, section 2.
    """
    if not _is_basic(header):
        return header
    _, colon, password = _of_basic(header).partition(":")
    return f"Bearer {password}" if colon else ""


def user_name(header: str) -> str:
    """Give the user name of Basic; empty where there is none."""
    return _of_basic(header).partition(":")[0] if _is_basic(header) else ""


def _is_basic(header: str) -> bool:
    return header.partition(" ")[0].lower() == "basic"


def _of_basic(header: str) -> str:
    try:
        return base64.b64decode(header.partition(" ")[2].strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
