"""The library YAML in which CISO Assistant keeps the CAF: its achieved column alone."""

from wardmote.formats.frameworks.trees import Node
from wardmote.rules.frameworks.readings import Reading, Row

FORMAT = "CISO Assistant YAML"
NOTE = (
    "CISO Assistant keeps the achieved column alone, so such a file never holds the whole "
    "framework. An outcome cannot be judged without its other columns."
)


def read(root: Node) -> Reading:
    """Read the assessable nodes, which are numbered within their outcome."""
    framework = root.get("objects", "framework")
    rows = [
        _row(node)
        for node in framework.get("requirement_nodes").items
        if node.get("assessable").text.lower() == "true"
    ]
    return Reading(
        FORMAT,
        framework.get("ref_id").text.lower().removeprefix("ncsc-"),
        framework.get("name").text,
        tuple(rows),
        note=NOTE,
    )


def _row(node: Node) -> Row:
    outcome, _, number = node.get("ref_id").text.rpartition(".")
    position = int(number) if number.isascii() and number.isdigit() and len(number) <= 4 else 0
    text = node.get("description").text or node.get("name").text
    return Row(outcome, "achieved", position, text, node.line)
