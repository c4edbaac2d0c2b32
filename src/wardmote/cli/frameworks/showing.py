"""What `wardmote frameworks` prints."""

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from wardmote.cli import printing
from wardmote.formats.frameworks.checking import Checked
from wardmote.rules.frameworks.readings import Problem, Report
from wardmote.rules.frameworks.values import Framework, Outcome, Profile


def profile_name(profile: Profile) -> str:
    """Name a profile, and say so where it is unofficial."""
    return profile.code if profile.official else f"{profile.code} (unofficial)"


def summary_json(framework: Framework, its: Iterable[Profile], imported: str) -> dict[str, object]:
    """Give a framework without its outcomes; `imported` names its other wording, if any."""
    profiles = [
        {"ref": each.ref, "title": each.title, "official": each.official, "source": each.source}
        for each in its
    ]
    return {
        "ref": framework.ref,
        "title": framework.title,
        "publisher": framework.publisher,
        "wording": framework.wording,
        "imported_wording": imported,
        "source": framework.source,
        "published_on": framework.published_on,
        "outcome_count": len(framework.outcomes),
        "statement_count": framework.statement_count,
        "profiles": profiles,
    }


def outcome_json(framework: Framework, outcome: Outcome) -> dict[str, object]:
    """Give an outcome with its statements."""
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


def checked_json(file: Path, checked: Checked) -> dict[str, object]:
    """Give a comparison with all its problems, whatever the file holds."""
    head: dict[str, object] = {"file": file.name, "complete": checked.may_store}
    if checked.targets:
        found = checked.targets
        head |= {
            "format": found.format,
            "framework": found.framework,
            "profile": checked.profile.ref if checked.profile else "",
            "target_count": found.target_count,
            "outcome_count": found.outcome_count,
        }
    if checked.report:
        report = checked.report
        head |= {
            "format": report.format,
            "framework": report.framework,
            "known": report.known,
            "expected": report.expected,
            "matched": report.matched,
            "published": report.published,
            "differing": report.differing,
            "note": report.note,
        }
    problems = [
        {
            "line": each.line,
            "fault": each.fault,
            "outcome": each.outcome,
            "statement": each.statement,
            "message": each.message,
        }
        for each in checked.problems
    ]
    return head | {"problems": problems}


def framework_table(framework: Framework) -> None:
    """Print a framework's outcomes, with the number of statements in each column."""
    console = Console()
    console.print(Text(framework.name, style="bold"))
    console.print(Text(framework.source))
    shorts = [f"{level.short}>" for level in framework.levels]
    for objective in framework.objectives:
        table = printing.table("", f"{objective.code}: {objective.title}", *shorts)
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


def outcome_table(framework: Framework, outcome: Outcome) -> None:
    """Print an outcome's statements, column by column."""
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


def checked_table(file: Path, checked: Checked, console: Console) -> None:
    """Print what is wrong with a file, whatever it holds."""
    if checked.report:
        report_table(file, checked.report, console)
    if checked.targets:
        found = checked.targets
        console.print(Text(f"{file.name}: {found.format}, compared with {found.framework}"))
        if found.problems:
            problem_table(found.problems, console)
        console.print(
            Text(
                f"{found.target_count} of {found.outcome_count} outcomes are named; "
                f"{len(found.problems)} problems."
            )
        )


def problem_table(problems: Iterable[Problem], console: Console) -> None:
    """Print problems by line."""
    table = printing.table("Line>", "What is wrong")
    for problem in problems:
        table.add_row(str(problem.line or "-"), Text(problem.message))
    console.print(table)


def report_table(file: Path, report: Report, console: Console) -> None:
    """Print how a file compares with the framework."""
    console.print(Text(f"{file.name}: {report.format}, compared with {report.framework}"))
    if not report.known:
        console.print(Text("Wardmote knows no counts for it; only its form was checked."))
    if report.problems:
        problem_table(report.problems, console)
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
