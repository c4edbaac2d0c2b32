"""Where an assessment stands: results, the whole for paper, and exports."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from markupsafe import Markup

from wardmote.formats.assessments import tables, writing
from wardmote.formats.pictures import squares
from wardmote.formats.tables import cells
from wardmote.rules.assess import gaps, results
from wardmote.rules.assess import life as rules
from wardmote.rules.assess.whole import Whole, WholePart, open_gaps
from wardmote.rules.frameworks.values import Statement
from wardmote.rules.refusal import Missing
from wardmote.server.assess.queries import results as queries
from wardmote.server.assess.views import places
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@dataclass(frozen=True, slots=True)
class Closing:
    """One gap as the page lists it."""

    part: str
    outcome: str
    title: str
    target: str
    href: str
    gap: gaps.Gap
    stop: tuple[Statement, ...]
    meet: tuple[Statement, ...]
    answer: tuple[Statement, ...]


@audience(Audience.MEMBER)
@require_GET
def show_results(request: Request, key: UUID) -> HttpResponse:
    """Show each outcome against its target, in counts and as a picture."""
    found = _read(request, key, with_evidence=False)
    shown = page(request, found, _linker(found)) | {"copies": _copies(found)}
    return render(request, "assess/results.html", shown)


@audience(Audience.MEMBER)
@require_GET
def show_print(request: Request, key: UUID) -> HttpResponse:
    """Show all that is said in an assessment on one page made for paper."""
    found = _read(request, key)
    return render(request, "assess/print.html", whole_page(found))


@audience(Audience.MEMBER)
@require_GET
def export(request: Request, key: UUID, form: str) -> HttpResponse:
    """Send an assessment as a file: JSON for machines, XLSX and CSV for spreadsheets."""
    return file(_read(request, key), form)


Linker = Callable[[int, str], str]


def page(request: Request, found: Whole, link: Linker) -> dict[str, Any]:
    """Give what the results page shows. Shape: `link` maps a part and a code to an address."""
    part = asked_part(request)
    shown = [each for each in found.parts if part is None or each.number == part]
    if not shown and found.parts:
        raise Missing("This assessment has no such part.")
    return {
        "it": found,
        "shown": shown,
        "part": part,
        "overall": results.tally(each.standing for one in shown for each in one.answers),
        "rows": [(each, _picture(found, each, link), _objectives(found, each)) for each in shown],
        "ways": squares.ways(found.framework.levels),
        "closing": [_closing(found, each, link) for each in open_gaps(shown, found.framework)],
        "state_title": rules.TITLES[rules.AssessmentState(found.state)],
        "marks": results.MARK_TITLES,
        "at": link,
        "overview": places.overview(found.key),
    }


def whole_page(found: Whole) -> dict[str, Any]:
    """Give what the page for paper shows."""
    return {
        "it": found,
        "levels": {level.code: level.title for level in found.framework.levels},
        "at_levels": [
            results.at_levels((one.standing for one in each.answers), found.framework.levels)
            for each in found.parts
        ],
        "marks": results.MARK_TITLES,
        "state_title": rules.TITLES[rules.AssessmentState(found.state)],
        "made_at": timezone.now(),
        "overview": places.overview(found.key),
    }


def file(found: Whole, form: str) -> HttpResponse:
    """Give an assessment as a file to keep.

    Raises: Missing, where there is no such form.
    """
    writers: dict[str, tuple[Callable[[Whole], bytes], str]] = {
        "json": (writing.json_bytes, "application/json"),
        "csv": (lambda it: cells.csv_bytes(writing.rows(it)), "text/csv; charset=utf-8"),
        "xlsx": (writing.xlsx_bytes, tables.XLSX),
    }
    if form not in writers:
        raise Missing("There is no such file.")
    write, kind = writers[form]
    name = re.sub(r"[^a-z0-9]+", "-", f"{found.organisation_code} {found.title}".lower()).strip("-")
    return HttpResponse(
        write(found),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name[:80]}.{form}"'},
    )


def asked_part(request: Request) -> int | None:
    """Read which part is asked for.

    Raises: Missing, where it is no number.
    """
    asked = request.GET.get("part", "")
    if not asked:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", asked):
        raise Missing("This assessment has no such part.")
    return int(asked)


def _copies(found: Whole) -> list[tuple[str, str]]:
    whole = [
        (reverse("print", args=[found.key]), "The whole assessment, made for paper"),
        (reverse("export", args=[found.key, "xlsx"]), "Workbook (XLSX), one sheet a part"),
        (reverse("export", args=[found.key, "csv"]), "Table (CSV)"),
        (reverse("export", args=[found.key, "json"]), "All of it for other programs (JSON)"),
    ]
    parts = [
        (
            f"{reverse('export', args=[found.key, 'xlsx'])}?part={each.number}",
            f"{each.title} (XLSX)",
        )
        for each in found.parts
        if len(found.parts) > 1
    ]
    return whole + parts


def _read(request: Request, key: UUID, *, with_evidence: bool = True) -> Whole:
    return queries.whole(
        request.actor,
        key,
        today=timezone.localdate(),
        part=asked_part(request) if with_evidence else None,
        with_evidence=with_evidence,
    )


def _linker(found: Whole) -> Linker:
    return lambda part, code: places.outcome(found.key, part, code)


def _picture(found: Whole, part: WholePart, link: Linker) -> Markup:
    groups = results.by_principle(found.framework, part.kind, part.standings)
    drawn = squares.row(
        groups,
        found.framework.levels,
        href=lambda code: link(part.number, code),
        name=f"part-{part.number}",
    )
    return Markup(drawn)  # noqa: S704 - `squares` escapes all that it is given


def _objectives(found: Whole, part: WholePart) -> tuple[results.Group, ...]:
    return results.by_objective(found.framework, part.kind, part.standings)


def _closing(found: Whole, pair: tuple[int, gaps.Gap], link: Linker) -> Closing:
    number, gap = pair
    outcome = found.framework.outcome(gap.outcome)
    return Closing(
        part=next(each.title for each in found.parts if each.number == number),
        outcome=gap.outcome,
        title=outcome.title,
        target=found.framework.level(gap.target).title,
        href=link(number, gap.outcome),
        gap=gap,
        stop=gaps.texts(outcome, gap.stop),
        meet=gaps.texts(outcome, gap.meet),
        answer=gaps.texts(outcome, gap.answer),
    )
