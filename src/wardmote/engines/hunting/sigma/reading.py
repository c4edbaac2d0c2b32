"""Reads files of Sigma rules, of which any may be broken or hostile."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule

from wardmote.rules.refusal import Invalid

LARGEST = 1_048_576
"""The largest file of rules. Units: characters."""

DEEPEST = 24
LONGEST_CONDITION = 2_000
BRACKETS = 12
"""How deep YAML may go, how long a condition may be, and how deep its brackets."""

BROKEN = (SigmaError, ValueError, TypeError, AttributeError, LookupError, RecursionError)
"""What pySigma raises on rules that are not written as it expects."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def documents(
    files_or_texts: Sequence[Path | str],
) -> Iterator[tuple[str, dict[str, Any] | Invalid]]:
    """Give each rule as YAML has it, or why there is none, with where it stands.

    Shape: a text is called `text 1` after its place, and a file by its name.
    """
    for number, each in enumerate(files_or_texts, 1):
        source = each.name if isinstance(each, Path) else f"text {number}"
        try:
            for found in _loaded(each):
                yield source, found
        except Invalid as refusal:
            yield source, refusal


def rule(document: dict[str, Any]) -> SigmaRule:
    """Read one rule. Raises: Invalid."""
    for word in ("correlation", "filter"):
        if word in document:
            raise Invalid(f"It is a {word} rule. Those are not run; give the rules it is about.")
    if "action" in document:
        raise Invalid("It is in the old form with `action`. Convert it to Sigma 2.")
    detection = document.get("detection")
    wanted = detection.get("condition", "") if isinstance(detection, dict) else ""
    for condition in wanted if isinstance(wanted, list) else [wanted]:
        text = str(condition)
        if len(text) > LONGEST_CONDITION or text.count("(") > BRACKETS:
            raise Invalid("Its condition is too long or has too many brackets.")
    try:
        return SigmaRule.from_dict(document)
    except BROKEN as trouble:
        raise Invalid(f"It is not written as Sigma asks: {trouble}"[:200]) from None


def _loaded(each: Path | str) -> Iterator[dict[str, Any] | Invalid]:
    text = each
    if isinstance(each, Path):
        if each.stat().st_size > LARGEST:
            raise Invalid("The file is too large for rules. Split it.")
        text = each.read_text(encoding="utf-8", errors="replace")
    if len(str(text)) > LARGEST:
        raise Invalid("The text is too large for rules. Split it.")
    try:
        _check(str(text))
        found = list(yaml.load_all(str(text), Loader=_LOADER))
    except (yaml.YAMLError, ValueError, RecursionError) as trouble:
        mark = getattr(trouble, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise Invalid(f"It is not YAML{line}: {getattr(trouble, 'problem', trouble)}") from None
    for document in found:
        if isinstance(document, dict):
            yield document
        elif document is not None:
            yield Invalid("A document in it is no rule.")


def _check(text: str) -> None:
    """Refuse what grows as it is read: references, and depth."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise Invalid("It uses references of YAML (& and *). Write each value out.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Invalid("It is nested too deep.")
