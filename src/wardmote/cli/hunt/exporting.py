"""`wardmote hunt export`: what a pack looks for, for the tools that block, watch and search."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from wardmote.cli import printing
from wardmote.engines.hunting.sigma import exporting
from wardmote.formats.exports import misp, plain, queries, stix, suricata, zeek
from wardmote.formats.lists import suffixes
from wardmote.formats.packs import reading
from wardmote.rules.hunting import packs
from wardmote.rules.hunting.packs import Pack
from wardmote.rules.indicators.values import Indicator
from wardmote.rules.refusal import Invalid

Write = Callable[[Iterable[Indicator], str, datetime, Counter[str]], Iterator[bytes]]
"""Told what is looked for, its title and time, and counts what the format cannot hold."""
FILES: Mapping[str, Write] = {
    "suricata": lambda every, title, at, others: suricata.rules(every, others),
    "zeek": lambda every, title, at, others: zeek.intel(every, others, source=title),
    "rpz": lambda every, title, at, others: plain.zone(every, others, serial=int(at.timestamp())),
    "hosts": lambda every, title, at, others: plain.hosts(every, others),
    "csv": lambda every, title, at, others: plain.table(every),
    "misp": lambda every, title, at, others: misp.event(every, others, title=title, made_at=at),
    "stix": lambda every, title, at, others: stix.bundle(every, made_at=at),
    "list": lambda every, title, at, others: plain.values(every),
}


@click.command()
@click.argument("pack_path", metavar="PACK", type=click.Path(path_type=Path))
@click.option("--to", type=click.Choice([*queries.LANGUAGES, *FILES]), required=True,
              metavar="TOOL", help=", ".join([*queries.LANGUAGES, *FILES]) + ".")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="Where to write it; what is there is replaced.")  # fmt: skip
@printing.JSON
def export(pack_path: Path, to: str, out: Path, as_json: bool) -> None:
    """Write what PACK looks for as queries, as rules, or as a list, for another tool.

    Sigma rules become queries too. What the other tool cannot express is left out, said and
    counted.
    """
    now = datetime.now(UTC)
    pack = packs.guarded(
        reading.read(pack_path, now=now), is_public_suffix=suffixes.is_public_suffix
    )
    left_out: dict[str, int] = {}
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as file:
            file.writelines(_pieces(pack, to, now, left_out))
        part.replace(out)
    except OSError as error:
        raise Invalid(f"The file cannot be written: {error.strerror}.", source=out.name) from None
    finally:
        part.unlink(missing_ok=True)
    _tell(out, pack, left_out, as_json)


def _pieces(pack: Pack, to: str, now: datetime, left_out: dict[str, int]) -> Iterator[bytes]:
    if pack.patterns:
        left_out["pattern"] = len(pack.patterns)
    if to in queries.LANGUAGES:
        yield from _queries(pack, to, left_out)
        return
    if pack.sigma:
        left_out["sigma"] = len(pack.sigma)
    others: Counter[str] = Counter()
    yield from FILES[to](pack.indicators, pack.source, pack.made_at or now, others)
    left_out.update(others)


def _queries(pack: Pack, to: str, left_out: dict[str, int]) -> Iterator[bytes]:
    language = queries.LANGUAGES[to]

    def note(text: str) -> bytes:
        plainly = "".join(mark if mark.isprintable() and mark != "`" else " " for mark in text)
        return f"{language.comment.format(plainly)}\n".encode("utf-8", "replace")

    yield note(f"{pack.source}, for {language.title}: each paragraph is a query.") + b"\n"
    yield from queries.queries(pack.indicators, language, left_out)
    if to == "duckdb":
        if pack.sigma:
            left_out["sigma"] = len(pack.sigma)
    elif pack.sigma:
        for rule in exporting.convert(pack.sigma, to):
            if rule.why:
                left_out["sigma"] = left_out.get("sigma", 0) + 1
                yield note(f"Left out: {rule.title}: {rule.why}") + b"\n"
            for query in rule.queries:
                yield note(rule.title) + query.encode("utf-8", "replace") + b"\n\n"
    if left_out:
        said = ", ".join(f"{count:,} of kind {kind}" for kind, count in sorted(left_out.items()))
        yield note(f"Left out, because they cannot be asked for here: {said}.")


def _tell(out: Path, pack: Pack, left_out: Mapping[str, int], as_json: bool) -> None:
    whole = len(pack.indicators) + len(pack.patterns) + len(pack.sigma)
    written = whole - sum(left_out.values())
    if as_json:
        printing.as_json({"file": str(out), "written": written, "left_out": dict(left_out)})
        return
    click.echo(f"Wrote {written:,} of {whole:,} into {out}.")
    for kind, count in sorted(left_out.items()):
        click.echo(f"Cannot be expressed there: {count:,} {_named(kind)}.", err=True)


def _named(kind: str) -> str:
    return {"sigma": "Sigma rules", "pattern": "STIX patterns"}.get(kind, kind.replace("_", " "))
