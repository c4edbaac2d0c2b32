"""A key is read whole or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules import refusal
from wardmote.rules.people import keys

HEX = st.text("0123456789abcdef", min_size=12, max_size=12)
SECRET = st.text(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", min_size=43, max_size=43
)


@given(HEX, SECRET)
def test_what_is_written_is_read_back(prefix: str, secret: str) -> None:
    read = keys.presented(f"Bearer {keys.written(prefix, secret)}")
    assert read == keys.Presented(prefix, keys.hashed(prefix, secret))
    assert read is not None
    assert secret not in read.hash


@given(HEX, SECRET, SECRET)
def test_another_secret_has_another_hash(prefix: str, one: str, other: str) -> None:
    assert (keys.hashed(prefix, one) == keys.hashed(prefix, other)) == (one == other)


@given(st.text(max_size=200))
def test_anything_else_is_no_key(header: str) -> None:
    assert keys.presented(header) is None


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer wm_",
        "Basic wm_000000000000_" + "a" * 43,
        "Bearer wm_00000000000٠_" + "a" * 43,
        "Bearer wm_000000000000_" + "a" * 44,
    ],
)
def test_what_nearly_is_a_key_is_none(header: str) -> None:
    assert keys.presented(header) is None


def test_a_key_that_writes_may_read() -> None:
    assert keys.check_scopes(["write"]) == {keys.Scope.READ, keys.Scope.WRITE}
    assert keys.check_scopes(["read"]) == {keys.Scope.READ}
    for wrong in ([], ["admin"], ["read", "admin"]):
        with pytest.raises(refusal.Invalid):
            keys.check_scopes(wrong)
