"""What changed from one text to another, and saves that belong together."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.assess import differences
from wardmote.rules.assess.differences import Kind, Passage, Save, Sitting

ALICE, BOB = UUID(int=1), UUID(int=2)
TEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
TEXT = st.lists(st.sampled_from(["one", "two", " ", "\n", "three."])).map("".join)


@given(TEXT, TEXT)
def test_passages_hold_both_texts(before: str, after: str) -> None:
    found = differences.passages(before, after)
    assert "".join(each.text for each in found if each.kind is not Kind.ADDED) == before
    assert "".join(each.text for each in found if each.kind is not Kind.REMOVED) == after


def test_words_are_told_apart() -> None:
    assert differences.passages("We meet monthly.", "We meet weekly.") == (
        Passage(Kind.SAME, "We meet "),
        Passage(Kind.REMOVED, "monthly."),
        Passage(Kind.ADDED, "weekly."),
    )


def test_long_texts_are_compared_line_by_line() -> None:
    before = "a b c d e f g h\n" * 400
    found = differences.passages(before, f"{before}one more")
    assert found == (Passage(Kind.SAME, before), Passage(Kind.ADDED, "one more"))


def test_saves_of_one_person_in_one_go_are_one_sitting() -> None:
    minutes = [(1, ALICE, 0), (2, ALICE, 20), (3, BOB, 21), (4, ALICE, 22), (5, ALICE, 60)]
    saves = [Save(number, who, TEN + timedelta(minutes=at)) for number, who, at in minutes]
    found = differences.sittings(saves)
    assert [(each.before, each.version, each.by, each.saves) for each in found] == [
        (4, 5, ALICE, 1),
        (3, 4, ALICE, 1),
        (2, 3, BOB, 1),
        (0, 2, ALICE, 2),
    ]
    assert found[-1] == Sitting(0, 2, ALICE, TEN, TEN + timedelta(minutes=20))


def test_no_saves_no_sittings() -> None:
    assert differences.sittings([]) == ()
