"""What a council may say of an indicator, and how a form that is sent twice is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing import saying
from wardmote.rules.sharing.saying import Word

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
WORD = Word(3, NOW - timedelta(days=2), NOW - timedelta(days=1))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    "word",
    [WORD, replace(WORD, count=0), replace(WORD, count=999_999_999), Word(1, NOW, NOW, True)],
)
def test_what_may_be_said(word: Word) -> None:
    saying.check(word, NOW)


@pytest.mark.parametrize(
    ("word", "field"),
    [
        (replace(WORD, count=-1), "count"),
        (replace(WORD, count=1_000_000_000), "count"),
        (replace(WORD, last_seen=NOW + SECOND), "last_seen"),
        (replace(WORD, first_seen=NOW + SECOND, last_seen=NOW + SECOND), "first_seen"),
        (replace(WORD, first_seen=saying.EARLIEST - SECOND), "first_seen"),
        (replace(WORD, last_seen=WORD.first_seen - SECOND), "last_seen"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(word: Word, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        saying.check(word, NOW)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        (WORD, True),
        (replace(WORD, last_seen=WORD.last_seen + 9 * SECOND), True),
        (replace(WORD, last_seen=WORD.last_seen + saying.SOON), False),
        (replace(WORD, first_seen=WORD.first_seen + SECOND), False),
        (replace(WORD, count=4), False),
        (replace(WORD, is_named=True), False),
    ],
)
def test_a_word_that_is_sent_twice_is_known(other: Word, is_alike: bool) -> None:
    assert saying.is_alike(WORD, other) is is_alike


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "Looked and did not find it"), (1, "Saw it once"), (1200, "Saw it 1,200 times")],
)
def test_how_often_in_words(count: int, text: str) -> None:
    assert saying.said(count) == text
