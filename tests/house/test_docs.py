"""The documentation names all there is, and nothing that is not."""

import dataclasses
import re
from pathlib import Path

from tests.house import sources
from wardmote.cli import docs, main
from wardmote.server.config.environment import Environment

DOCS = sources.ROOT / "docs"
TEXTS = [*sorted(DOCS.rglob("*.md")), *sorted(sources.ROOT.glob("*.md"))]
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


def test_every_command_that_the_docs_name_exists() -> None:
    named = {
        f"{path.relative_to(sources.ROOT)}: wardmote {word}"
        for path in TEXTS
        for word in re.findall(r"(?:^`?|\$ |bin/)wardmote ([a-z][a-z-]*)\b", _code(path), re.M)
        if word not in main.COMMANDS
    }
    assert named == set()


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


def _code(path: Path) -> str:
    """Give what a page writes as code: in blocks and between back ticks."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.M | re.S)
    inline = re.findall(r"`[^`\n]+", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return "\n".join([*blocks, *inline])
