"""The YAML in which the government's WebCAF keeps the CAF."""

import re

from wardmote.formats.frameworks.trees import Node
from wardmote.rules.frameworks.readings import Reading, Row

FORMAT = "WebCAF YAML"
_INDEX = re.compile(r"\.([1-9][0-9]{0,3})$")


def read(root: Node) -> Reading:
    """Read all statements; an `ncsc-index` gives a position, else order does."""
    rows = [
        _row(outcome, key, level, statement)
        for objective in root.get("objectives").items
        for principle in objective.get("principles").items
        for key, outcome in principle.get("outcomes").pairs.items()
        for level, column in outcome.get("indicators").pairs.items()
        for statement in column.items
    ]
    return Reading(FORMAT, "", "Cyber Assessment Framework", tuple(rows))


def _row(outcome: Node, key: str, level: str, statement: Node) -> Row:
    index = _INDEX.search(statement.get("ncsc-index").text)
    return Row(
        outcome.get("code").text or key,
        level,
        int(index[1]) if index else 0,
        statement.get("description").text,
        statement.line,
    )
