"""The words of the glossary are used as it says, wherever a person reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import sources

GLOSSARY = sources.ROOT / "GLOSSARY.md"
OURS, _, NEVER = GLOSSARY.read_text(encoding="utf-8").partition("## Never on a page")
WORDS = [
    word.strip()
    for row in re.findall(r"^\| ([^|]+) \| [^|]+ \|$", NEVER, re.M)[1:]
    for word in row.split(",")
    if not set(row) <= {"-"}
]
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>|<[^>]*>", re.S)
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
CODE = re.compile(r"^```.*?^```|`[^`]*`|\]\([^)]*\)", re.S | re.M)


def test_no_page_message_or_document_uses_a_word_that_the_glossary_forbids() -> None:
    assert len(WORDS) > 15
    forbidden = re.compile(rf"\b({'|'.join(map(re.escape, WORDS))})s?\b", re.I)
    used = {
        f"{place}: {found[0]}" for place, text in _texts() for found in forbidden.finditer(text)
    }
    assert used == set()


def test_each_word_stands_in_the_glossary_once() -> None:
    words = re.findall(r"^\| ([^|-][^|]*) \|", OURS.replace("| Word |", ""), re.M)
    assert sorted(words) == sorted(set(words))


def _texts() -> Iterator[tuple[str, str]]:
    for path in [*_documents(), *sorted((sources.SOURCE / "wardmote").rglob("jinja2/**/*.html"))]:
        place = path.relative_to(sources.ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".md":
            yield place, CODE.sub(" ", text)
        else:
            yield place, JINJA.sub(lambda tag: _said(tag[0]), text)
    for module in sources.modules("wardmote.rules") + sources.modules("wardmote.server"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and _is_message(node.value):
                yield f"{module.place}:{node.lineno}", str(node.value)


def _documents() -> list[Path]:
    return [
        *sorted(sources.ROOT.glob("changes/*.md")),
        *(path for path in sources.ROOT.glob("docs/**/*.md") if "reference" not in path.parts),
        sources.ROOT / "README.md",
    ]


def _said(tag: str) -> str:
    """Give the words that stand between quotes in a template's own tag, sentences alone."""
    if tag.startswith(("<", "{#")):
        return " "
    return " ".join(quoted for quoted in QUOTED.findall(tag) if " " in quoted)


def _is_message(value: object) -> bool:
    return isinstance(value, str) and bool(re.match(r"[A-Z][a-z]+ [a-z]+.*[.]$", value, re.S))
