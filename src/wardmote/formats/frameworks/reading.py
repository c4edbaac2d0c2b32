"""Read a framework from any file that users have, whatever its format."""

from pathlib import Path, PurePath

from wardmote.formats.frameworks import ciso_assistant, oscal, pack_reading, tables, trees, webcaf
from wardmote.rules.frameworks.readings import Reading
from wardmote.rules.refusal import Invalid


def load(path: Path) -> Reading:
    """Read a file from the disk.

    Raises: Invalid, also where the file cannot be read.
    """
    return read(contents(path), path.name)


def contents(path: Path) -> bytes:
    """Give what a file holds, as far as any format may be long.

    Raises: Invalid, where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(trees.MOST_BYTES + 1)
    except OSError as error:
        raise Invalid(f"The file cannot be read: {error.strerror}.", source=path.name) from None


def read(data: bytes, source: str) -> Reading:
    """Find the format from the content, and read it.

    Shape: `source` is the file's name, for messages.
    Raises: Invalid, where it is none of the formats, or holds no statement at all.
    """
    suffix = PurePath(source).suffix.lower()
    if suffix in (".csv", ".tsv", ".txt"):
        reading = tables.read(data, source)
    elif data[:4] == b"PK\x03\x04":
        raise Invalid("This is a workbook. Save its sheet as CSV first.", source=source)
    else:
        reading = _tree(trees.read(data, source), source)
    if not reading.rows:
        raise Invalid(
            f"There are no statements in this file. It was read as: {reading.format}.",
            source=source,
        )
    return reading


def _tree(root: trees.Node, source: str) -> Reading:
    if "catalog" in root.pairs:
        return oscal.read(root)
    if root.get("objects", "framework").pairs:
        return ciso_assistant.read(root)
    objectives = root.get("objectives")
    if objectives.pairs:
        return webcaf.read(root)
    if objectives.items:
        return pack_reading.read(root)
    raise Invalid(
        "This is none of the formats that can be read: Wardmote pack, CSV (outcome, level, "
        "statement), WebCAF YAML, CISO Assistant YAML, OSCAL catalog. A CSV must end in .csv.",
        line=root.line,
        source=source,
    )
