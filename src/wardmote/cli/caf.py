"""`wardmote caf`: judge a filled workbook without a server."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import rich_click as click
from rich.console import Console
from rich.text import Text

from wardmote.cli import printing
from wardmote.formats.frameworks import shipped
from wardmote.formats.workbooks import answers, sheets, template
from wardmote.rules.assess import judging
from wardmote.rules.assess.judging import Judgement
from wardmote.rules.frameworks.values import Framework, Level, Outcome, Part, Profile
from wardmote.rules.refusal import Invalid

DEFAULT = "caf-4.0"
PART = click.option(
    "--part",
    type=click.Choice([str(part) for part in Part]),
    help="Only the outcomes that one part of an assessment answers.",
)


@click.group()
def command() -> None:
    """Judge a filled CAF workbook, or make an empty one."""


@command.command("template")
@click.option("--framework", "ref", metavar="REF", default=DEFAULT, show_default=True,
              help="Whose statements it asks for.")  # fmt: skip
@PART
@click.option("--out", type=click.Path(path_type=Path), required=True, help=".xlsx or .csv")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def template_(ref: str, part: str | None, out: Path, force: bool) -> None:
    """Write an empty workbook to fill: one row a statement."""
    framework = shipped.framework(ref)
    chosen = Part(part) if part else None
    if out.suffix.lower() == ".xlsx":
        data = template.xlsx_bytes(framework, chosen)
    elif out.suffix.lower() == ".csv":
        data = template.csv_text(framework, chosen).encode("utf-8-sig")
    else:
        raise Invalid("The file must end in .xlsx or .csv.", source=out.name)
    try:
        with out.open("wb" if force else "xb") as file:
            file.write(data)
    except FileExistsError:
        raise Invalid(
            "The file is there already. Name another, or add --force to write over it.",
            source=out.name,
        ) from None
    except OSError as error:
        raise Invalid(f"The file cannot be written: {error.strerror}.", source=out.name) from None
    click.echo(f"Wrote {out}. Fill the column 'Answer', then run: wardmote caf judge {out}")


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--framework", "ref", metavar="REF", help="Default: what the file says, or caf-4.0.")
@click.option("--profile", "profile_ref", metavar="REF", help="Such as caf-3.2:baseline.")
@PART
@printing.JSON
def judge(
    file: Path, ref: str | None, profile_ref: str | None, part: str | None, as_json: bool
) -> None:
    """Judge each outcome of a filled CSV or XLSX, and say which statements decided it."""
    read = sheets.read(file)
    named = ref or answers.framework_ref(read)
    framework = shipped.framework(named or DEFAULT)
    profile = _profile(profile_ref, framework)
    filled = answers.read(read, framework, file.name)
    given = {code: each.answer for code, each in filled.filled.items()}
    outcomes = framework.part_outcomes(Part(part)) if part else framework.outcomes
    results = [
        _Result(outcome, judging.judge(outcome, given, framework.levels), profile)
        for outcome in outcomes
    ]
    if as_json:
        printing.as_json(_json(file, framework, profile, results, given))
    else:
        _show(file, framework, profile, results, given)
    if not named:
        click.echo(
            f"The file does not say which framework it is for, so {DEFAULT} was used. "
            "Say which with --framework.",
            err=True,
        )


@dataclass(frozen=True, slots=True)
class _Result:
    """One outcome's judgement beside what the profile asks."""

    outcome: Outcome
    judgement: Judgement
    profile: Profile | None

    @property
    def target(self) -> str | None:
        return self.profile.targets.get(self.outcome.code) if self.profile else None

    def meets(self, framework: Framework) -> bool | None:
        """Say whether it reaches its target; None where either is not known."""
        if self.target is None or self.judgement.level is None:
            return None
        order = [level.code for level in framework.levels]
        return order.index(self.judgement.level) >= order.index(self.target)


def _profile(ref: str | None, framework: Framework) -> Profile | None:
    """Find the profile, by its whole reference or by its name within the framework.

    Raises: Missing; Invalid, where it is for another framework.
    """
    if ref is None:
        return None
    profile = shipped.profile(ref if ":" in ref else f"{framework.ref}:{ref}")
    if profile.framework != framework.ref:
        raise Invalid(f"The profile {profile.ref} is not for {framework.ref}.")
    return profile


def _answered(outcome: Outcome, given: Mapping[str, judging.Answer]) -> str:
    count = sum(each.code in given for each in outcome.statements)
    return f"{count} of {len(outcome.statements)}"


def _counts(framework: Framework, results: list[_Result]) -> tuple[list[tuple[Level, int]], int]:
    """Count the outcomes at each level, and those that are judged at all."""
    levels = Counter(each.judgement.level for each in results)
    counts = [(level, levels[level.code]) for level in reversed(framework.levels)]
    return counts, sum(count for _, count in counts)


def _json(
    file: Path,
    framework: Framework,
    profile: Profile | None,
    results: list[_Result],
    given: Mapping[str, judging.Answer],
) -> dict[str, object]:
    counts, judged = _counts(framework, results)
    outcomes = [
        {
            "code": each.outcome.code,
            "title": each.outcome.title,
            "level": each.judgement.level,
            "target": each.target,
            "meets_target": each.meets(framework),
            "because": each.judgement.because,
            "missing": each.judgement.missing,
            "answered_count": sum(one.code in given for one in each.outcome.statements),
            "statement_count": len(each.outcome.statements),
        }
        for each in results
    ]
    targeted = [each for each in results if each.target is not None]
    return {
        "file": file.name,
        "framework": framework.ref,
        "rule": judging.RULE,
        "profile": {"ref": profile.ref, "title": profile.title, "official": profile.official}
        if profile
        else None,
        "outcome_count": len(results),
        "judged_count": judged,
        "level_counts": {level.code: count for level, count in counts},
        "target_count": len(targeted),
        "meets_target_count": sum(each.meets(framework) is True for each in targeted),
        "outcomes": outcomes,
    }


def _show(
    file: Path,
    framework: Framework,
    profile: Profile | None,
    results: list[_Result],
    given: Mapping[str, judging.Answer],
) -> None:
    console = Console()
    console.print(Text(f"{file.name}: {framework.name}", style="bold"))
    if profile:
        console.print(Text(f"Profile: {profile.title}"))
    headings = ["Outcome!", "Answered!", "Level"]
    table = printing.table(*headings, *(["Target"] if profile else []), "Because of")
    for each in results:
        code = each.judgement.level
        title = framework.level(code).title if code else "not judged yet"
        cells = [each.outcome.code, _answered(each.outcome, given), title]
        if profile:
            cells.append(_target(framework, each))
        table.add_row(*cells, Text(_because(each, framework)))
    console.print(table)
    counts, judged = _counts(framework, results)
    console.print(Text(f"{judged} of {len(results)} outcomes are judged. Indicative result:"))
    for level, count in counts:
        console.print(Text(f"  {level.title}: {count} of {judged}"))
    targeted = [each for each in results if each.target is not None]
    if profile:
        reached = sum(each.meets(framework) is True for each in targeted)
        console.print(Text(f"{reached} of {len(targeted)} outcomes with a target reach it."))


def _target(framework: Framework, result: _Result) -> str:
    if result.target is None:
        return "none"
    title = framework.level(result.target).title
    return {True: f"{title}: reached", False: f"{title}: below", None: title}[
        result.meets(framework)
    ]


def _because(result: _Result, framework: Framework) -> str:
    """Say in few words what decided, or what is still to answer."""
    outcome, judgement = result.outcome, result.judgement
    if judgement.missing:
        return f"still to answer: {_few(outcome, judgement.missing)}"
    column = [each.code for each in outcome.column(judgement.level or "")]
    others = [code for code in judgement.because if code not in column]
    failed = f"not met: {_few(outcome, others)}" if others else ""
    if judgement.level != framework.levels[0].code:
        short = framework.level(judgement.level or "").short
        met = f"all {len(column)} {short} met"
        return f"{met}; {failed}" if failed else met
    return failed or f"true: {_few(outcome, judgement.because)}"


def _few(outcome: Outcome, codes: Sequence[str]) -> str:
    """Name up to six statements, without the outcome's own code, and count the rest."""
    named = [code.removeprefix(f"{outcome.code}.") for code in codes[:6]]
    rest = len(codes) - len(named)
    return ", ".join(named) + (f" and {rest} more" if rest else "")
