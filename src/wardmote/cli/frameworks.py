"""`wardmote frameworks`: list, show, check and import frameworks."""

import importlib
import json
import os
from collections import Counter
from pathlib import Path

import rich_click as click
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from wardmote.formats.frameworks import reading, shipped
from wardmote.rules.frameworks import packs
from wardmote.rules.frameworks.readings import Reading, Report
from wardmote.rules.frameworks.values import Change, Framework, Outcome, Profile
from wardmote.rules.refusal import Invalid, Missing

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
FRAMEWORK = click.option(
    "--framework", "ref", metavar="REF", help="Compare with this framework, such as caf-4.0."
)
FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def command() -> None:
    """List, show, check and import assessment frameworks."""


@command.command("list")
@JSON
def list_(as_json: bool) -> None:
    """List the frameworks that come with Wardmote, and their profiles."""
    if as_json:
        _print_json([_summary(each) for each in shipped.frameworks()])
        return
    table = _table("Framework", "Title", "Outcomes>", "Statements>", "Published", "Profiles")
    for each in shipped.frameworks():
        profiles = [_profile_name(profile) for profile in shipped.profiles(each.ref)]
        table.add_row(
            each.ref,
            each.title,
            str(len(each.outcomes)),
            str(_places(each)),
            each.published_on,
            "\n".join(profiles) or "none",
        )
    Console().print(table)


@command.command()
@click.argument("ref")
@click.argument("outcome", required=False)
@JSON
def show(ref: str, outcome: str | None, as_json: bool) -> None:
    """Show a framework's outcomes, or one outcome's statements."""
    framework = shipped.framework(ref)
    if outcome is not None:
        found = framework.outcome(outcome)
        if as_json:
            _print_json(_outcome_json(framework, found))
        else:
            _show_outcome(framework, found)
    elif as_json:
        outcomes = [_outcome_json(framework, each) for each in framework.outcomes]
        _print_json(_summary(framework) | {"outcomes": outcomes})
    else:
        _show_framework(framework)


@command.command()
@FILE
@FRAMEWORK
@JSON
def check(file: Path, ref: str | None, as_json: bool) -> None:
    """Compare a file with the framework as it is known; exit code 2 where they differ."""
    _, report = _compare(file, ref)
    if as_json:
        _print_json(_report_json(file, report))
    else:
        _show_report(file, report)
    if not report.complete:
        click.get_current_context().exit(2)


@command.command("import")
@FILE
@FRAMEWORK
@click.option("--wording", metavar="NAME", help="What to call this wording, such as 'Official'.")
@click.option("--new", is_flag=True, help="Load a framework that Wardmote does not know yet.")
def import_(file: Path, ref: str | None, wording: str | None, new: bool) -> None:
    """Load a framework, or another wording of one, that is complete."""
    read, report = _compare(file, ref)
    if not report.complete:
        _show_report(file, report, Console(stderr=True))
        raise Invalid("Nothing was imported. Mend the file, then try again.", source=file.name)
    framework = read.framework
    if report.known:
        name = wording or f"From {file.name}"
        source = f"Imported from {file.name} ({report.format})."
        framework = packs.reword(shipped.framework(report.framework), report, name, source)
    elif not new:
        raise Invalid(
            f"Wardmote does not know {report.framework}, so only its form could be checked. "
            "To load it as a new framework, add --new.",
            source=file.name,
        )
    if framework is not None:
        store(framework, report)
        click.echo(f"Imported {framework.ref}, in the wording {framework.wording!r}.")


@command.command()
@click.argument("before")
@click.argument("after")
@JSON
def crosswalk(before: str, after: str, as_json: bool) -> None:
    """Show what became of each outcome from one version to the next."""
    walk = shipped.crosswalk(before, after)
    counts = Counter(crossing.change for crossing in walk.crossings)
    if as_json:
        crossings = [
            {"before": each.before, "after": each.after, "change": each.change, "note": each.note}
            for each in walk.crossings
        ]
        head = {"before": walk.before, "after": walk.after, "source": walk.source}
        lists = {"crossings": crossings, "statements": dict(walk.statements)}
        _print_json(head | {"counts": counts} | lists)
        return
    table = _table(walk.before, walk.after, "Change", "Note")
    for each in walk.crossings:
        table.add_row(each.before or "-", each.after or "-", each.change, Text(each.note))
    summary = ", ".join(f"{counts[change]} {change}" for change in Change if counts[change])
    closing = (
        f"{len(walk.crossings)} rows: {summary}. {len(walk.statements)} statements are the same "
        "in both."
    )
    Console().print(table, Text(closing))


def store(framework: Framework, report: Report) -> None:
    """Keep an imported framework in the database.

    Raises: Invalid, where no database is configured or the server's part is not installed.
    """
    if not os.environ.get("WARDMOTE_DATABASE_URL"):
        raise Invalid(
            f"The file holds all of {framework.title} {framework.version}, but nothing was "
            "imported: no database is configured. Set WARDMOTE_DATABASE_URL to the database of "
            "your Wardmote service, then run this again."
        )
    try:
        server = importlib.import_module("wardmote.server.assess.loading")
    except ModuleNotFoundError:
        raise Invalid(
            "Nothing was imported: the server's part of Wardmote is not installed here. "
            "Install it with: pip install 'wardmote[server]'."
        ) from None
    server.store(framework, report)


def _compare(file: Path, ref: str | None) -> tuple[Reading, Report]:
    """Read a file and compare it with the framework that is named, or with the closest."""
    read = reading.load(file)
    known = shipped.frameworks()
    published = {each.ref: shipped.fingerprints(each.ref) for each in known}
    if ref is None:
        return read, packs.closest(known, read, published)
    return read, packs.check(shipped.framework(ref), read, published.get(ref, {}))


def _places(framework: Framework) -> int:
    """Count statements as their publisher does: one that stands in two columns is two."""
    return sum(
        len(statement.stands) for outcome in framework.outcomes for statement in outcome.statements
    )


def _profile_name(profile: Profile) -> str:
    return profile.code if profile.official else f"{profile.code} (unofficial)"


def _summary(framework: Framework) -> dict[str, object]:
    profiles = [
        {"ref": each.ref, "title": each.title, "official": each.official, "source": each.source}
        for each in shipped.profiles(framework.ref)
    ]
    return {
        "ref": framework.ref,
        "title": framework.title,
        "publisher": framework.publisher,
        "wording": framework.wording,
        "source": framework.source,
        "published_on": framework.published_on,
        "outcome_count": len(framework.outcomes),
        "statement_count": _places(framework),
        "profiles": profiles,
    }


def _outcome_json(framework: Framework, outcome: Outcome) -> dict[str, object]:
    return {
        "code": outcome.code,
        "title": outcome.title,
        "summary": outcome.summary,
        "counts": {level.code: len(outcome.column(level.code)) for level in framework.levels},
        "statements": [
            {"code": each.code, "stands": dict(each.stands), "text": each.text}
            for each in outcome.statements
        ],
    }


def _report_json(file: Path, report: Report) -> dict[str, object]:
    problems = [
        {
            "line": each.line,
            "fault": each.fault,
            "outcome": each.outcome,
            "statement": each.statement,
            "message": each.message,
        }
        for each in report.problems
    ]
    return {
        "file": file.name,
        "format": report.format,
        "framework": report.framework,
        "known": report.known,
        "complete": report.complete,
        "expected": report.expected,
        "matched": report.matched,
        "published": report.published,
        "differing": report.differing,
        "note": report.note,
        "problems": problems,
    }


def _show_framework(framework: Framework) -> None:
    console = Console()
    console.print(Text(f"{framework.title} {framework.version}", style="bold"))
    console.print(Text(framework.source))
    shorts = [f"{level.short}>" for level in framework.levels]
    for objective in framework.objectives:
        table = _table("", f"{objective.code}: {objective.title}", *shorts)
        table.columns[1].ratio = 1
        table.expand = True
        for principle in objective.principles:
            table.add_row(f"[bold]{principle.code}[/]", Text(principle.title, style="bold"))
            for outcome in principle.outcomes:
                counts = [len(outcome.column(level.code)) for level in framework.levels]
                cells = [str(count) if count else "-" for count in counts]
                table.add_row(outcome.code, Text(outcome.title), *cells)
        console.print(table)
    key = ", ".join(f"{level.short} {level.title.lower()}" for level in framework.levels)
    console.print(Text(f"Statements in each column: {key}."))


def _show_outcome(framework: Framework, outcome: Outcome) -> None:
    console = Console()
    console.print(Text(f"{outcome.code} {outcome.title}", style="bold"))
    console.print(Text(outcome.summary))
    for level in framework.levels:
        column = outcome.column(level.code)
        if column:
            table = Table.grid(padding=(0, 2))
            for statement in column:
                others = [code for code in statement.stands if code != level.code]
                also = ", ".join(framework.level(code).title.lower() for code in others)
                text = Text(statement.text)
                text.append(f" (Also under: {also}.)" if also else "", style="dim")
                table.add_row(statement.code, text)
            heading = Text(f"\n{level.title}", style="bold")
            console.print(Group(heading, Padding(table, (0, 0, 0, 2))))


def _show_report(file: Path, report: Report, console: Console | None = None) -> None:
    console = console or Console()
    console.print(Text(f"{file.name}: {report.format}, compared with {report.framework}"))
    if not report.known:
        console.print(Text("Wardmote knows no counts for it; only its form was checked."))
    if report.problems:
        table = _table("Line>", "What is wrong")
        for problem in report.problems:
            table.add_row(str(problem.line or "-"), Text(problem.message))
        console.print(table)
    if report.note:
        console.print(Text(report.note))
    console.print(
        Text(
            f"{report.matched} of {report.expected} statements are there; "
            f"{len(report.problems)} problems."
        )
    )
    if report.published:
        console.print(
            Text(f"{report.published} of {report.matched} have the published text word for word.")
        )
        if len(report.differing) < report.published and report.differing:
            console.print(Text(f"These differ from it: {', '.join(report.differing)}."))


def _table(*headings: str) -> Table:
    """Make a plain table; a heading that ends in > is of numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for heading in headings:
        justify = "right" if heading.endswith(">") else "left"
        table.add_column(heading.removesuffix(">"), justify=justify, vertical="top")
    return table


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
