"""What a release says, in words: how many councils saw, looked for or doubt an indicator.

Source: decision "Anonymous sightings".
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from wardmote.rules.sharing import disclosure
from wardmote.rules.sharing.disclosure import Figures, Report


class Question(StrEnum):
    """What councils are counted for. Each has figures of its own, from reports of its own."""

    SEEN = "seen"
    LOOKED = "looked"
    WRONG = "wrong"


_VERBS: Mapping[Question, str] = MappingProxyType(
    {
        Question.SEEN: "Seen by {councils} councils",
        Question.LOOKED: "{councils} councils looked for it and did not find it",
        Question.WRONG: "{councils} councils say that it finds what is harmless",
    }
)


def answering(
    question: Question, reports: Iterable[Report], disputes: Iterable[Report]
) -> list[Report]:
    """Choose the reports that answer a question.

    Source: rule 6 of `disclosure`; a dispute is a question of its own.
    """
    if question is Question.SEEN:
        return disclosure.seen(reports)
    return disclosure.looked(reports) if question is Question.LOOKED else list(disputes)


def said(question: Question, figures: Figures) -> str:
    """Say in one or two sentences what others may read.

    Source: rule 4 of `disclosure`: bands and weeks.
    """
    text = _VERBS[question].format(councils=figures.councils)
    first, last = _day(figures.first_week), _day(figures.last_week)
    when = f"in the week of {first}"
    if first != last:
        when = f"between the week of {first} and the week of {last}"
    times = ""
    if question is Question.SEEN and figures.events is not None:
        times = f" At {disclosure.FEWEST} of them at least, {figures.events} times."
    return f"{text}, {when}.{times}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
