"""How an object stands with the hub: its grade, the figures released of it, who else sent it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from wardmote.formats.stix import releases
from wardmote.rules.sharing import figures, grading
from wardmote.rules.sharing.disclosure import Figures
from wardmote.rules.sharing.figures import Question
from wardmote.rules.sharing.grading import Grade
from wardmote.server.sharing import models
from wardmote.server.sharing.queries import asking, finding

MOST_DOUBLES = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """What the hub says of an object, as far as whoever asks may read it.

    Shape: `doubles` are indicators of the same value from other sources, by id, each with its
    source's name; `is_ours` says that an organisation of whoever asks reported it as a false hit.
    """

    grade: Grade | None = None
    figures: Mapping[Question, Figures] = field(default_factory=dict)
    doubles: tuple[tuple[str, str], ...] = ()
    is_ours: bool = False

    @property
    def said(self) -> list[str]:
        """Say the figures in words."""
        return [figures.said(question, one) for question, one in sorted(self.figures.items())]

    @property
    def meaning(self) -> str:
        """Say what the grade means."""
        return grading.meaning(self.grade) if self.grade else ""


def standing(ref: str) -> Standing:
    """Say how an object stands. Cost: 4 or 5 queries."""
    graded = models.Grading.objects.filter(stix_id=ref).values_list("grade", flat=True).first()
    return Standing(
        grading.read(graded) if graded else None,
        _figures(ref),
        _doubles(ref),
        bool(
            asking.asked(
                "SELECT 1 FROM sharing_dispute WHERE target = %s"
                " AND organisation_id = ANY ((SELECT wm_reads())::uuid[]) LIMIT 1",
                [ref],
            )
        ),
    )


def _figures(ref: str) -> dict[Question, Figures]:
    rows = asking.asked(
        "SELECT o.body FROM sharing_reference AS r JOIN sharing_object AS o ON o.id = r.source_id"
        " WHERE r.target = %s AND o.is_hubs AND o.is_last AND NOT o.is_revoked"
        " ORDER BY o.date_added",
        [ref],
    )
    read = (releases.read(orjson.loads(body)) for (body,) in rows)
    return dict(found for found in read if found)


def _doubles(ref: str) -> tuple[tuple[str, str], ...]:
    rows = asking.asked(
        "SELECT DISTINCT o.stix_id, o.created_by_ref FROM sharing_object AS mine"
        " JOIN sharing_value AS v ON v.object_id = mine.id AND v.kind <> 'name'"
        " JOIN sharing_value AS w ON w.value = v.value AND w.kind = v.kind"
        " JOIN sharing_object AS o ON o.id = w.object_id"
        " WHERE mine.stix_id = %s AND mine.type = 'indicator' AND o.type = 'indicator'"
        " AND o.collection_id = mine.collection_id AND o.stix_id <> mine.stix_id"
        " AND o.created_by_ref <> mine.created_by_ref AND o.is_last AND NOT o.is_revoked"
        " ORDER BY o.stix_id LIMIT %s",
        [ref, MOST_DOUBLES],
    )
    named = finding.names([maker for _, maker in rows])
    return tuple((other, named.get(maker, "")) for other, maker in rows)
