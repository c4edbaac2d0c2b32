"""What the hub itself says, as STIX: who saw an indicator, in bands and weeks; how it is graded.

Source: OASIS STIX 2.1, sections 5.2 (sighting), 4.14 (note), 4.15 (opinion), 7.3 (extensions).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from wardmote.formats.stix.sightings import stamp
from wardmote.rules.sharing import figures as rules
from wardmote.rules.sharing import grading, markings
from wardmote.rules.sharing.disclosure import Band, Figures
from wardmote.rules.sharing.figures import Question
from wardmote.rules.sharing.grading import Grade
from wardmote.rules.sharing.markings import Tlp

EXTENSION = "extension-definition--b1c6a5a4-3d0e-4f6b-9a55-6b0f6c1c2e7d"
"""The property extension in which the bands stand for programs."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One object that the hub issues: its id, in whose name, about what, and how far it may go."""

    ref: str
    maker: str
    target: str
    created: datetime
    modified: datetime
    tlp: Tlp


def written(issue: Issue, question: Question, figures: Figures) -> dict[str, Any]:
    """Write a release: a sighting, with count 0 for "looked", or an opinion where it is doubted."""
    made: dict[str, Any] = {
        "type": "opinion" if question is Question.WRONG else "sighting",
        "spec_version": "2.1",
        "id": issue.ref,
        "created_by_ref": issue.maker,
        "created": stamp(issue.created),
        "modified": stamp(issue.modified),
    }
    text = rules.said(question, figures)
    if question is Question.WRONG:
        made |= {"opinion": "disagree", "explanation": text, "object_refs": [issue.target]}
    else:
        made |= {
            "description": text,
            "first_seen": stamp(_begin(figures.first_week)),
            "last_seen": stamp(_begin(figures.last_week) + timedelta(days=7, milliseconds=-1)),
            "count": figures.events.low if figures.events else 0,
            "sighting_of_ref": issue.target,
        }
    return made | {
        "object_marking_refs": [markings.TLP_2[issue.tlp]],
        "extensions": {
            EXTENSION: {
                "extension_type": "property-extension",
                "question": str(question),
                **flat(figures),
            }
        },
    }


def graded(issue: Issue, grade: Grade) -> dict[str, Any]:
    """Write a grade of the Admiralty: a note with the labels by which tools know it.

    Source: STIX 2.1, section 4.14 (note); the MISP taxonomy admiralty-scale.
    """
    return {
        "type": "note",
        "spec_version": "2.1",
        "id": issue.ref,
        "created_by_ref": issue.maker,
        "created": stamp(issue.created),
        "modified": stamp(issue.modified),
        "abstract": f"Graded {grade} by the hub's steward",
        "content": grading.meaning(grade),
        "labels": [
            f'admiralty-scale:source-reliability="{grade.reliability.lower()}"',
            f'admiralty-scale:information-credibility="{grade.credibility}"',
        ],
        "object_refs": [issue.target],
        "object_marking_refs": [markings.TLP_2[issue.tlp]],
    }


def read(content: Mapping[str, Any]) -> tuple[Question, Figures] | None:
    """Read the figures of an object that a hub issued; None where it is none."""
    extensions = content.get("extensions")
    held = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
    try:
        return (Question(held["question"]), figures(held)) if held else None
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def flat(figures: Figures) -> dict[str, Any]:
    """Write figures as plain values, with no null: STIX has none.

    Shape: a band is its two ends, or the lower one alone where it has no upper one.
    """
    made: dict[str, Any] = {
        "councils": _ends(figures.councils),
        "first_week": figures.first_week.isoformat(),
        "last_week": figures.last_week.isoformat(),
    }
    return made | ({"events": _ends(figures.events)} if figures.events else {})


def figures(held: Mapping[str, Any]) -> Figures:
    """Read figures as `flat` wrote them."""
    return Figures(
        _band(held["councils"]),
        _band(held["events"]) if held.get("events") else None,
        date.fromisoformat(held["first_week"]),
        date.fromisoformat(held["last_week"]),
    )


def _ends(band: Band) -> list[int]:
    return [band.low] if band.high is None else [band.low, band.high]


def _band(ends: Sequence[int]) -> Band:
    return Band(ends[0], ends[1] if len(ends) > 1 else None)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)
