"""A profile from anyone's file: Wardmote's own JSON, or a CSV of outcome and level."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from wardmote.formats.frameworks import tables, trees
from wardmote.formats.frameworks.trees import Node
from wardmote.rules.frameworks import profiles, structure
from wardmote.rules.frameworks.profiles import Row
from wardmote.rules.frameworks.readings import Fault, Problem
from wardmote.rules.frameworks.values import Framework, Profile
from wardmote.rules.refusal import Invalid

JSON = "Wardmote profile"
CSV = "CSV of targets"


@dataclass(frozen=True, slots=True)
class Head:
    """What the reader is told beside the file, for what the file does not say itself."""

    framework: str = ""
    title: str = ""
    official: bool = False


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """What a file says of a profile; `profile` is there only where nothing is wrong.

    Shape: `target_count` of the framework's `outcome_count` outcomes are named in the file.
    """

    format: str
    framework: str
    target_count: int
    outcome_count: int
    problems: tuple[Problem, ...]
    profile: Profile | None


def is_profile(data: bytes, source: str) -> bool:
    """Tell a profile from a framework by what the file holds.

    Raises: Invalid, where it cannot be read at all.
    """
    if PurePath(source).suffix.lower() in (".csv", ".tsv", ".txt"):
        found = tables.places(data, source)
        return "level" in found and "outcome" in found and "statement" not in found
    if data[:4] == b"PK\x03\x04":
        return False
    return bool(trees.read(data, source).get("targets").pairs)


def read(data: bytes, source: str, head: Head, find: Callable[[str], Framework]) -> ProfileReading:
    """Read a profile and compare it with its framework.

    Shape: `find` gives a framework by its reference, or raises Missing.
    Raises: Invalid, Missing where its framework is not known.
    """
    if PurePath(source).suffix.lower() in (".csv", ".tsv", ".txt"):
        return _table(data, source, head, find)
    return _tree(trees.read(data, source), head, find)


def _table(
    data: bytes, source: str, head: Head, find: Callable[[str], Framework]
) -> ProfileReading:
    if not head.framework:
        raise Invalid(
            "This file has targets but does not say for which framework. Choose the framework.",
            source=source,
        )
    rows = [Row(row.outcome, row.level, row.line) for row in tables.targets(data, source)]
    title = head.title or PurePath(source).stem.replace("-", " ").replace("_", " ").capitalize()
    made = Profile(
        code=_code(title),
        framework=head.framework,
        title=title,
        source=f"Imported from {source} ({CSV}).",
        published_on="",
        official=head.official,
        targets={},
    )
    return _checked(CSV, made, rows, (), find)


def _tree(root: Node, head: Head, find: Callable[[str], Framework]) -> ProfileReading:
    rows = [
        Row(outcome, level.text, level.line) for outcome, level in root.get("targets").pairs.items()
    ]
    official = root.get("official")
    problems = []
    if official.text not in ("true", "false"):
        message = "Say whether the profile is official: true or false."
        problems.append(Problem(Fault.MALFORMED, message, official.line))
    made = Profile(
        code=root.get("code").text,
        framework=root.get("framework").text or head.framework,
        title=head.title or root.get("title").text,
        source=root.get("source").text,
        published_on=root.get("published_on").text,
        official=official.text == "true",
        targets={},
    )
    return _checked(JSON, made, rows, problems, find)


def _checked(
    format_name: str,
    made: Profile,
    rows: list[Row],
    problems: "list[Problem] | tuple[()]",
    find: Callable[[str], Framework],
) -> ProfileReading:
    framework = find(made.framework)
    targets, troubles = profiles.check(framework, rows)
    found = sorted([*problems, *_head_problems(made), *troubles], key=lambda each: each.line)
    profile = Profile(
        made.code,
        made.framework,
        made.title,
        made.source,
        made.published_on,
        made.official,
        targets,
    )
    return ProfileReading(
        format_name,
        made.framework,
        len(targets),
        len(framework.outcomes),
        tuple(found),
        None if found else profile,
    )


def _head_problems(made: Profile) -> list[Problem]:
    problems = []
    if not structure.CODE.fullmatch(made.code):
        message = f"The code {made.code[:40]!r} must be {structure.CODE_FORM}."
        problems.append(Problem(Fault.MALFORMED, message, 1))
    if not 0 < len(made.title) <= structure.LONGEST_TITLE:
        message = f"The profile needs a title of 1 to {structure.LONGEST_TITLE} characters."
        problems.append(Problem(Fault.MALFORMED, message, 1))
    return problems


def _code(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold()))[:40].rstrip("-")
