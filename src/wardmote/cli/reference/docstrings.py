"""Reads modules as text: what is public in them, where, and what its docstring says."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LABEL = re.compile(r"(Shape|Units|Raises|Cost|Source): ?(.*)")


@dataclass(frozen=True, slots=True)
class Said:
    """A docstring: its first paragraph, and what stands under each label."""

    meaning: str
    labels: dict[str, str]

    @property
    def source(self) -> str:
        """Give where it says so, or nothing."""
        return self.labels.get("Source", "")


@dataclass(frozen=True, slots=True)
class Public:
    """A public function, method or named value with what it says of itself.

    Shape: `name` is `Class.method` for a method; `around` holds the module and the class, from
    the nearest outwards, whose source holds for it where it cites none.
    """

    name: str
    line: int
    said: Said
    around: tuple[Said, ...]
    is_function: bool

    @property
    def source(self) -> str:
        """Give its own source, or that of what it stands in."""
        return next((each.source for each in (self.said, *self.around) if each.source), "")


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its dotted name, its place, what it says, what is public in it."""

    name: str
    place: str
    said: Said
    public: tuple[Public, ...]


def parse(docstring: str | None) -> Said:
    """Read a docstring."""
    lines = (docstring or "").strip().splitlines()
    meaning: list[str] = []
    labels: dict[str, str] = {}
    into = "meaning"
    for line in map(str.strip, lines):
        found = LABEL.match(line)
        if found:
            into = found[1]
            labels[into] = found[2]
        elif not line:
            into = ""
        elif into == "meaning":
            meaning.append(line)
        elif into:
            labels[into] = f"{labels[into]} {line}".strip()
    return Said(" ".join(meaning), labels)


def modules(package: Path) -> Iterator[Module]:
    """Read every module of a package, by name."""
    root = package.parent.parent
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        place = path.relative_to(root)
        name = ".".join(place.with_suffix("").parts[1:]).removesuffix(".__init__")
        said = parse(ast.get_docstring(tree))
        yield Module(name, place.as_posix(), said, tuple(_public(tree.body, (said,))))


def _public(body: list[ast.stmt], around: tuple[Said, ...], prefix: str = "") -> Iterator[Public]:
    for node, after in zip(body, [*body[1:], None], strict=True):
        match node:
            case ast.FunctionDef(name=name) if not name.startswith("_"):
                said = parse(ast.get_docstring(node))
                yield Public(prefix + name, node.lineno, said, around, True)
            case ast.ClassDef(name=name) if not name.startswith("_"):
                own = parse(ast.get_docstring(node))
                yield from _public(node.body, (own, *around), f"{name}.")
            case (
                ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name))
            ) if not prefix and name.isupper():
                said = _said_below(after)
                if said.source:
                    yield Public(name, node.lineno, said, around, False)


def _said_below(after: ast.stmt | None) -> Said:
    match after:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return parse(text)
    return parse(None)
