"""The rules decide, and do nothing else; each says where it is written."""

import ast
import sys
from collections.abc import Iterator

from tests.house import sources

PURE = {
    *("abc", "base64", "bisect", "collections", "dataclasses", "datetime", "decimal"),
    *("difflib", "enum"),
    *("fractions", "functools", "hashlib", "heapq", "html", "ipaddress", "itertools", "json"),
    *("math", "operator", "re", "statistics", "string", "textwrap", "types", "typing"),
    *("unicodedata", "urllib.parse", "uuid", "zoneinfo"),
}
"""The part of the standard library that neither looks at the world nor changes it."""

WORLDLY = {"now", "today", "utcnow", "fromtimestamp", "uuid1", "uuid4", "time", "sleep"}
"""Names of calls, within pure modules, that look at the clock or throw dice."""

BUILTINS = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}

DECISIONS = (ast.If, ast.IfExp, ast.Match, ast.BoolOp, ast.Compare)


def test_rules_use_nothing_but_pure_parts_of_the_standard_library_and_each_other() -> None:
    foreign = {
        f"{module.place}:{statement.lineno} imports {name}"
        for module in sources.modules("wardmote.rules")
        for name, statement in sources.imports(module)
        if not name.startswith("wardmote.rules") and name not in PURE and not _within(name)
    }
    assert foreign == set()
    assert {name.split(".")[0] for name in PURE} <= sys.stdlib_module_names


def test_rules_call_no_clock_no_chance_and_no_file() -> None:
    calls = {
        f"{module.place}:{node.lineno} calls {called}"
        for module in sources.modules("wardmote.rules")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        for called in [_called(node)]
        if called in BUILTINS or called.rpartition(".")[2] in WORLDLY
    }
    assert calls == set()


def test_every_rule_that_decides_says_where_it_is_written() -> None:
    silent = {
        f"{module.place}: {name}"
        for module in sources.modules("wardmote.rules")
        for name, chain in _public(module)
        if any(isinstance(node, DECISIONS) for node in ast.walk(chain[-1]))
        and not any("Source:" in (ast.get_docstring(each) or "") for each in chain)
    }
    assert silent == set()


def _within(name: str) -> bool:
    return name.rpartition(".")[0] in PURE


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func) if isinstance(node.func, ast.Name | ast.Attribute) else ""


def _public(
    module: sources.Module,
) -> Iterator[tuple[str, tuple[ast.Module | ast.ClassDef | ast.FunctionDef, ...]]]:
    """Give public functions and methods, each with all that stands around it.

    A property is left out: it names a fact of its value and is no decision of its own.
    """
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, (module.tree, node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for inner in node.body:
                if (
                    isinstance(inner, ast.FunctionDef)
                    and not inner.name.startswith("_")
                    and "property" not in map(ast.unparse, inner.decorator_list)
                ):
                    yield f"{node.name}.{inner.name}", (module.tree, node, inner)
