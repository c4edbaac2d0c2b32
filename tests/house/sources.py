"""Reads our own source as trees, for tests that say what import contracts cannot."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src"


@dataclass(frozen=True)
class Module:
    """One file of Python: where it is, how it is called, and its tree."""

    path: Path
    name: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """Its path from the top of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """The words of its name without the first, such as server, people, models."""
        return tuple(self.name.split(".")[1:])


@cache
def read(path: Path) -> Module:
    """Read one file."""
    names = path.relative_to(SOURCE if path.is_relative_to(SOURCE) else ROOT).with_suffix("").parts
    name = ".".join(names[:-1] if names[-1] == "__init__" else names)
    return Module(path, name, ast.parse(path.read_text(encoding="utf-8")))


def modules(under: str = "wardmote") -> list[Module]:
    """Give all modules below a package of ours, in the order of their paths."""
    folder = SOURCE / under.replace(".", "/")
    return [read(path) for path in sorted(folder.rglob("*.py"))]


def imports(module: Module) -> Iterator[tuple[str, ast.stmt]]:
    """Give every module that is imported anywhere in this one, but for types alone.

    `from a.b import c` counts as a.b.c where that is a module of ours, else as a.b.
    """
    for node in _running(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield _full(node.module or "", alias.name), node


def functions(module: Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Give every function and method with its name within the module."""

    def below(node: ast.AST, before: str) -> Iterator[tuple[str, ast.FunctionDef]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{before}{child.name}"
                if not isinstance(child, ast.ClassDef):
                    yield name, child  # type: ignore[misc]
                yield from below(child, f"{name}.")
            else:
                yield from below(child, before)

    yield from below(module.tree, "")


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Give all that may run: what stands under `if TYPE_CHECKING` does not."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from _running(child)


def _full(module: str, name: str) -> str:
    inner = SOURCE / module.replace(".", "/") / name
    return f"{module}.{name}" if inner.is_dir() or inner.with_suffix(".py").exists() else module
