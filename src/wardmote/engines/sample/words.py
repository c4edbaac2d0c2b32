"""The words that an invented sector is made of, read once from the files that ship."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, TypeVar

Thing = TypeVar("Thing")


@cache
def load(name: str) -> dict[str, Any]:
    """Read one file of words, such as `names`."""
    shipped = files("wardmote") / "data" / "sample" / f"{name}.toml"
    return tomllib.loads(shipped.read_text(encoding="utf-8"))


def pick(random: Random, things: Sequence[Thing]) -> Thing:
    """Pick one thing; the same on every version of Python, and quick."""
    return things[int(random.random() * len(things))]


def some(random: Random, things: Sequence[Thing], share: float) -> list[Thing]:
    """Pick each thing with a chance of `share`, and at least one, in their order."""
    found = [thing for thing in things if random.random() < share]
    return found or [pick(random, things)]
