"""What a hub issues is read again as it was said, and holds nothing that STIX has not."""

from datetime import UTC, date, datetime

import pytest

from wardmote.formats.stix import releases, validation
from wardmote.rules.sharing.disclosure import Band, Figures
from wardmote.rules.sharing.figures import Question
from wardmote.rules.sharing.markings import Tlp

AT = datetime(2026, 11, 20, tzinfo=UTC)
REF = "--7f8f2b4c-0d4e-4d3a-9b7e-2f1c8e5a6b01"
WEEKS = (date(2026, 11, 2), date(2026, 11, 9))


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        (Question.SEEN, Figures(Band(3, 5), Band(10, 99), *WEEKS)),
        (Question.SEEN, Figures(Band(26, None), Band(1, 9), *WEEKS)),
        (Question.LOOKED, Figures(Band(3, 5), None, *WEEKS)),
        (Question.WRONG, Figures(Band(26, None), Band(1, 9), *WEEKS)),
    ],
)
def test_figures_are_read_as_they_were_written_without_a_null(
    question: Question, figures: Figures
) -> None:
    kind = "opinion" if question is Question.WRONG else "sighting"
    issue = releases.Issue(f"{kind}{REF}", f"identity{REF}", f"indicator{REF}", AT, AT, Tlp.AMBER)
    made = releases.written(issue, question, figures)
    assert releases.read(made) == (question, figures)
    assert "None" not in str(made)
    assert validation.errors(made) == []


@pytest.mark.parametrize(
    "held", [{}, {"councils": []}, {"councils": 3}, {"councils": [3, 5], "first_week": "x"}]
)
def test_what_others_write_in_its_place_is_no_figure(held: dict[str, object]) -> None:
    content = {"extensions": {releases.EXTENSION: {"question": "seen"} | held}}
    assert releases.read(content) is None
