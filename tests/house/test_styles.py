"""Every class of ours in a style sheet is used, and every class of ours that is used is in one."""

import re
from pathlib import Path

from tests.house import sources

WARDMOTE = sources.SOURCE / "wardmote"
CLASS = re.compile(r"\bwm-[a-z][\w-]*")
SHEETS = [path for path in WARDMOTE.rglob("static/*/*.css") if path.parent.name != "vendor"]
DRAWING = [*WARDMOTE.glob("*/pictures/*.py"), WARDMOTE / "server/shell/hexagons.py"]
"""Our own modules that write marks with classes."""
USING = [
    *WARDMOTE.rglob("jinja2/**/*.html"),
    *(path for path in WARDMOTE.rglob("static/*/*.js") if path.parent.name != "vendor"),
    *DRAWING,
]


def test_every_class_of_ours_has_a_style_and_every_style_a_use() -> None:
    styled = {name[1:] for path in SHEETS for name in re.findall(r"\.wm-[\w-]+", _text(path))}
    used = {name: path for path in USING for name in CLASS.findall(_text(path))}
    made = {name for name in used if name.endswith("--")}
    """Classes whose ending a template fills in, such as that of a level."""
    assert len(styled) > 100
    assert {name for name in styled - used.keys() if not name.startswith(tuple(made))} == set()
    bases = {name.partition("--")[0] for name in styled}
    assert {
        f"{path.relative_to(sources.ROOT)}: {name}"
        for name, path in used.items()
        if name not in styled | bases and name.removesuffix("--") not in bases
    } == set()


def test_each_rule_stands_once_with_its_selector() -> None:
    sheets = {
        path.name: re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", _text(path))
        for path in SHEETS
    }
    selectors = [
        selector.strip()
        for text in sheets.values()
        for selector in re.findall(r"([^{}]+)\{[^{}]*\}", text)
    ]
    assert sorted(one for one in set(selectors) if selectors.count(one) > 1) == []


def _text(path: Path) -> str:
    return re.sub(r"/\*.*?\*/|\"\"\".*?\"\"\"", "", path.read_text(encoding="utf-8"), flags=re.S)
