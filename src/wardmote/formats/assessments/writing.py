"""Writes a whole assessment: a versioned JSON form, and one row a statement for spreadsheets."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from wardmote.formats.assessments import tables
from wardmote.rules.assess.whole import Answered, Evidence, Whole, WholePart

FORMAT = "wardmote/assessment/1"
WORDS = {"yes": "Yes", "no": "No", "met_another_way": "Met another way"}
HEADER = (
    "Part",
    "Framework",
    "Outcome",
    "Title",
    "Level",
    "Statement code",
    "What it says",
    "Answer",
    "How it is met another way",
    "Judgement",
    "Target",
    "Reason",
    "Outcome notes",
    "Evidence",
)
WIDTHS = (24, 11, 9, 28, 20, 15, 60, 17, 40, 20, 20, 40, 60, 60)


def json_bytes(it: Whole) -> bytes:
    """Write the versioned JSON form; all codes are the framework's own."""
    return msgspec.json.format(msgspec.json.encode(_whole(it)), indent=1)


def rows(it: Whole) -> list[tables.Row]:
    """Give a row for each statement of each part, under one header.

    What holds for the outcome as a whole stands in the row of its first statement.
    """
    return [HEADER, *(row for part in it.parts for row in _rows(it, part))]


def xlsx_bytes(it: Whole) -> bytes:
    """Write a workbook with a sheet for each part.

    `wardmote caf judge` reads a workbook of one part.
    """
    sheets = {_name(part): [HEADER, *_rows(it, part)] for part in it.parts}
    return tables.xlsx_bytes(sheets or {"Empty": [HEADER]}, WIDTHS)


def _name(part: WholePart) -> str:
    """Name a sheet: no character that workbooks forbid, and the number makes it the only one."""
    title = re.sub(r"[\[\]:*?/\\']|[^ -\ud7ff]", " ", part.title)
    return f"{part.number} {title}"[:31].strip()


def _rows(it: Whole, part: WholePart) -> Iterator[tables.Row]:
    titles = {level.code: level.title for level in it.framework.levels}
    for each in part.answers:
        whole = _of_outcome(it, each, titles)
        for statement in each.outcome.statements:
            said = each.statements.get(statement.code, {})
            levels = " and ".join(titles[level] for level in statement.stands)
            yield (
                *(part.title, it.framework.ref, each.outcome.code, each.outcome.title, levels),
                *(statement.code, statement.text, WORDS.get(said.get("answer", ""), "")),
                *(said.get("how", ""), *whole),
            )
            whole = ("",) * len(whole)


def _of_outcome(it: Whole, each: Answered, titles: dict[str, str]) -> tuple[str, ...]:
    target = each.standing.target.title if each.standing.target else ""
    if target and it.has_unofficial_profile:
        target = f"{target} (unofficial profile)"
    judged = titles.get(each.judged, "")
    if judged and each.needs_review:
        judged = f"{judged} (to judge again)"
    evidence = "\n".join(f"{one.title}: {one.kept_at}" for one in each.evidence)
    return (judged, target, each.reason, each.notes, evidence)


def _whole(it: Whole) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": str(it.key),
        "title": it.title,
        "organisation": {"code": it.organisation_code, "name": it.organisation},
        "framework": it.framework.ref,
        "wording": it.framework.wording,
        "profile": it.profile
        and {"ref": it.profile.ref, "title": it.profile.title, "official": it.profile.official},
        "state": it.state,
        "starts_on": it.starts_on,
        "due_on": it.due_on,
        "approved_by": it.approved_by,
        "approved_at": it.approved_at,
        "shared_at": it.shared_at,
        "outcome_count": it.tally.of,
        "judged_count": it.tally.judged,
        "target_count": it.tally.targeted,
        "meets_target_count": it.tally.reached,
        "parts": [_part(part) for part in it.parts],
    }


def _part(part: WholePart) -> dict[str, Any]:
    return {
        "number": part.number,
        "kind": part.kind,
        "title": part.title,
        "outcomes": [_answered(each) for each in part.answers],
    }


def _answered(each: Answered) -> dict[str, Any]:
    target = each.standing.target
    return {
        "code": each.outcome.code,
        "title": each.outcome.title,
        "statements": each.statements,
        "notes": each.notes,
        "indicative": each.indicative or None,
        "rule": each.rule or None,
        "judged": each.judged or None,
        "reason": each.reason,
        "target": target.code if target else None,
        "against_target": each.standing.mark,
        "needs_review": each.needs_review,
        "carried_from": each.carried_from or None,
        "work_state": each.work_state,
        "version": each.version,
        "saved_by": each.saved_by,
        "saved_at": each.saved_at,
        "evidence": [_evidence(one) for one in each.evidence],
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "id": str(one.key),
        "title": one.title,
        "kind": one.kind,
        "kept_at": one.kept_at,
        "dated_on": one.dated_on,
        "owner": one.owner,
        "shows": one.shows,
        "is_stale": one.is_stale,
        "is_retired": one.is_retired,
    }
