"""What a person typed, made safe to keep."""

import pytest

from wardmote.rules.assess import answers, texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" a\r\nb\rc \n", "a\nb\nc"),
        ("a\x85b\u2028c\u2029d", "a\nb\nc\nd"),
        ("a\0\x07\x7f\ud800\uffffb\tc", "ab\tc"),
    ],
)
def test_a_text_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert texts.text(typed) == kept
    assert answers.is_storable(kept)
    assert texts.line(typed) == " ".join(kept.split())
