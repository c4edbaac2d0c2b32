"""The documentation names all there is, and nothing that is not."""

import dataclasses
import re
from collections.abc import Collection
from pathlib import Path

import click

from tests.house import sources
from wardmote.cli import docs, main
from wardmote.cli.reference import commands
from wardmote.server.config.environment import Environment

DOCS = sources.ROOT / "docs"
TEXTS = [*sorted(DOCS.rglob("*.md")), *sorted(sources.ROOT.glob("*.md"))]
GROUPS = {
    name for name, each in commands.walk(main.cli, "wardmote") if isinstance(each, click.Group)
}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_generated_pages_are_in_step() -> None:
    written = {
        path.name: path.read_text(encoding="utf-8") for path in (DOCS / "reference").glob("*.md")
    }
    assert docs.pages(main.cli) == written, "Renew them with `make docs`."


def test_every_setting_that_the_docs_name_exists() -> None:
    known = {f"WARDMOTE_{field.name.upper()}" for field in dataclasses.fields(Environment)}
    known |= {"WARDMOTE_TOKEN", "WARDMOTE_PASSWORD"}  # of a hub, for `hunt fetch` and `share`
    known |= {"WARDMOTE_HOME", "WARDMOTE_REFERENCE_DATA", "WARDMOTE_AS_OWNER"}
    named = {
        f"{path.relative_to(sources.ROOT)}: {word}"
        for path in TEXTS
        for word in re.findall(r"\bWARDMOTE_[A-Z_]+\b", path.read_text(encoding="utf-8"))
        if word not in known
    }
    assert named == set()


def test_every_command_and_option_that_the_docs_name_exists() -> None:
    known = {
        name: {"--help", *(each for one in command.params for each in one.opts)}
        for name, command in commands.walk(main.cli, "wardmote")
    }
    named = {(path, line) for path in TEXTS for line in _command_lines(path)}
    wrong = {
        f"{path.relative_to(sources.ROOT)}: {name} {options - known.get(name, set())}"
        for path, line in named
        for name, options in [_asked(line, known)]
        if name not in known or not options <= known[name]
    }
    assert len(named) > 40
    assert wrong == set()


def test_every_option_says_what_it_is_for() -> None:
    silent = {
        f"{name} {one.name}"
        for name, command in commands.walk(main.cli, "wardmote")
        for one in command.params
        if isinstance(one, click.Option) and not one.hidden and not one.help
    }
    assert silent == set()


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = {
        f"{path.relative_to(sources.ROOT)}: {link}"
        for path in TEXTS
        for link in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in link and not link.startswith("mailto:")
        if not (path.parent / link).exists()
    }
    assert broken == set()


def test_every_page_can_be_reached_from_the_index() -> None:
    seen: set[Path] = set()
    to_read = [DOCS / "README.md"]
    while to_read:
        page = to_read.pop().resolve()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        to_read += [
            page.parent / link
            for link in LINK.findall(page.read_text(encoding="utf-8"))
            if "://" not in link
        ]
    assert set(DOCS.rglob("*.md")) - seen == set()


def test_every_word_of_the_glossary_is_the_word_of_the_code() -> None:
    glossary = (sources.ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    words = set(re.findall(r"^\| [^|]+ \| `(\w+)` \|", glossary, re.M))
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(sources.SOURCE.rglob("*.py"))
    )
    assert len(words) > 20
    assert {word for word in words if not re.search(rf"\b{word}\b", code)} == set()


def _command_lines(path: Path) -> list[str]:
    code = re.sub(r"\\\n\s*", "", _code(path))
    return re.findall(r"(?:^`?|\$ |bin/)(wardmote [a-z][^\n;|>]*)", code, re.M)


def _asked(line: str, known: Collection[str]) -> tuple[str, set[str]]:
    """Give which command a line runs, as far as it is known, and its options."""
    words = line.split()
    name = words.pop(0)
    while words and (f"{name} {words[0]}" in known or name in GROUPS):
        name += f" {words.pop(0)}"
    return name, {word.partition("=")[0] for word in words if word.startswith("--")}


def _code(path: Path) -> str:
    """Give what a page writes as code: in blocks and between back ticks."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.M | re.S)
    inline = re.findall(r"`[^`\n]+", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return "\n".join([*blocks, *inline])
