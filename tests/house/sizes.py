"""What is longer than it should be. Renew: python -m tests.house.sizes, which only shrinks."""

import json
from pathlib import Path

from tests.house import sources

RATCHET = Path(__file__).with_name("sizes.json")
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
FOLDERS = ("src", "tests", "bench")


def recorded() -> dict[str, int]:
    """Read how long each was when it was last renewed."""
    known: dict[str, int] = json.loads(RATCHET.read_text(encoding="utf-8"))
    return known


def found() -> dict[str, int]:
    """Measure each module and function that is too long. Units: lines."""
    sizes = {}
    for folder in FOLDERS:
        for path in sorted((sources.ROOT / folder).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            module = sources.read(path)
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LONGEST_MODULE:
                sizes[module.place] = lines
            for name, node in sources.functions(module):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    sizes[f"{module.place}: {name}"] = length
    return sizes


def renewed() -> dict[str, int]:
    """Give what is recorded, shrunk to what is found; nothing grows and nothing is added."""
    now = found()
    return {name: min(size, now[name]) for name, size in recorded().items() if name in now}


if __name__ == "__main__":
    RATCHET.write_text(json.dumps(renewed(), indent=2) + "\n", encoding="utf-8")
