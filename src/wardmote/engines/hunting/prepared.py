"""A pack made ready to hunt with: built once, and opened at once after that."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from wardmote.engines.hunting import packs
from wardmote.formats.lists import ordinary, suffixes
from wardmote.formats.packs import reading
from wardmote.rules.hunting import packs as rules
from wardmote.rules.hunting.packs import Pack, SigmaRule, StixPattern
from wardmote.rules.hunting.results import Sought
from wardmote.rules.refusal import Invalid

PIECE = 1 << 20
_VERSION = 4
"""Goes up whenever what is kept here, or how a pack is read, changes."""


class Ready(msgspec.Struct, frozen=True):
    """A pack that is ready: its indicators as tables, all else as it was read.

    Shape: `sought_counts` and `left_out_counts` map a kind, or a reason, to how many.
    """

    source: str
    patterns: tuple[StixPattern, ...]
    sigma: tuple[SigmaRule, ...]
    sought_counts: Mapping[str, int]
    left_out_counts: Mapping[str, int]
    folder: str = ""

    @property
    def typed(self) -> packs.Pack:
        """Open the tables of indicators."""
        return _opened(self.folder)


@cache
def _opened(folder: str) -> packs.Pack:
    """Read once what tables hold: they are never written anew in a folder named by a digest."""
    return packs.opened(Path(folder, "pack.duckdb"))


def ready(path: Path, home: Path, *, with_ordinary: bool = False) -> Ready:
    """Make a pack ready, or find it as it was made ready before.

    Shape: `home` is where packs that are ready are kept, by a digest of what they hold. What
    lists of ordinary values hold is left out, unless `with_ordinary`.
    Raises: Invalid, where the pack cannot be read at all.
    Cost: about 15 seconds for a million indicators the first time, less than one after that.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise Invalid("A pack must be a file or a folder.", source=path.name)
    folder = home / f"{_digest(path)}-{_VERSION}{'-all' if with_ordinary else ''}"
    about = folder / "about.json"
    if about.exists():
        return msgspec.structs.replace(
            msgspec.json.decode(about.read_bytes(), type=Ready), folder=str(folder)
        )
    pack = rules.guarded(
        reading.read(path),
        is_public_suffix=suffixes.is_public_suffix,
        which=None if with_ordinary else ordinary.load(hired=False).which,
    )
    packs.build(pack.indicators, folder / "pack.duckdb")
    made = Ready(
        pack.source,
        pack.patterns,
        pack.sigma,
        counts(pack),
        dict(Counter(each.reason for each in pack.left_out).most_common()),
        str(folder),
    )
    part = about.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(made))
    part.replace(about)
    return made


def counts(pack: Pack) -> dict[str, int]:
    """Count what a pack looks for by its kind, most first."""
    made = dict(Counter(str(each.kind) for each in pack.indicators).most_common())
    made |= {"pattern": len(pack.patterns), "sigma": len(pack.sigma)}
    return {what: count for what, count in made.items() if count}


def sought(pack: Ready, titles: Mapping[str, str], refs: Sequence[str]) -> dict[str, Sought]:
    """Tell what some indicators, patterns and rules are; `titles` are of Sigma rules by ref."""
    told = {each.ref: Sought(each.ref, "pattern", each.text, each.name) for each in pack.patterns}
    told |= {ref: Sought(ref, "sigma", title) for ref, title in titles.items()}
    return {ref: told[ref] for ref in refs if ref in told} | packs.sought(pack.typed, refs)


def _digest(path: Path) -> str:
    """Digest all that a file or a folder holds, with the names of its files."""
    digest = hashlib.sha256()
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    for each in files:
        digest.update(f"{each.name}\0".encode("utf-8", "surrogatepass"))
        try:
            with each.open("rb") as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
        except OSError:
            continue  # reading the pack says what cannot be read
        digest.update(b"\0")
    return digest.hexdigest()[:32]
