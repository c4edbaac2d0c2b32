"""Says what of a comparison SQL can do by itself, and which cells it can leave out."""

import unicodedata

from wardmote.engines.hunting import addresses, quoting
from wardmote.engines.hunting.patterns import cells
from wardmote.rules.hunting.values import Column
from wardmote.rules.patterns import comparing, values
from wardmote.rules.patterns.values import Operator

MOST_WORDS = 200
"""A longer list of IN is not looked for in SQL, but compared cell by cell."""

_ADDRESSES = {
    ("ipv4-addr", "value"): "4:",
    ("ipv6-addr", "value"): "6:",
    ("network-traffic", "src_ref", "value"): "",
    ("network-traffic", "dst_ref", "value"): "",
}
"""Paths at which an address stands, and how its digits begin."""


def is_unusual(name: str) -> str:
    """Ask whether a cell has letters other than ASCII, which have several forms."""
    return f"(strlen({name}) <> length({name}))"


def network(test: values.Comparison, path: values.Path, column: Column) -> str:
    """Write a comparison with an address or a network over `digits`; nothing for other tests."""
    begins = _ADDRESSES.get((path.type, *map(str, path.steps)))
    plain = test.operator in (Operator.EQUAL, Operator.ISSUBSET) and not test.negated
    if begins is None or not plain or column.several:
        return ""
    found = comparing.network(str(test.literal))
    whole = test.operator == Operator.ISSUBSET
    if found is None or not (whole or test.literal == str(found.network_address)):
        return ""
    first, last = addresses.digits(str(found[0])), addresses.digits(str(found[-1]))
    raw = f"{found.version}:"
    if not (str(first).startswith(raw) and raw.startswith(begins)):
        return "false"
    return f"digits BETWEEN '{first}' AND '{last}'"


def exact(test: values.Comparison, path: values.Path, column: Column, name: str) -> str:
    """Write a comparison of text as it stands, for cells of ASCII; nothing for other tests."""
    words = test.literal if isinstance(test.literal, tuple) else (test.literal,)
    texts = [each for each in words if isinstance(each, str) and "\0" not in each]
    changed = cells.form(path) is not None or column.several or _in_bytes(path)
    if changed or test.negated or len(texts) < len(words):
        return ""
    if test.operator in (Operator.EQUAL, Operator.IN):
        return f"{name} IN ({', '.join(map(quoting.literal, texts))})" if texts else "false"
    wanted = quoting.literal(unicodedata.normalize("NFC", texts[0])) if texts else ""
    if test.operator == Operator.LIKE:
        return f"{name} LIKE {wanted}"
    return f"regexp_matches({name}, {wanted})" if test.operator == Operator.MATCHES else ""


def sieve(
    test: values.Comparison | None, path: values.Path, column: Column, name: str
) -> tuple[str, list[str]]:
    """Write what every cell that passes must meet, and its values. It never loses one."""
    if test is None or test.negated or _in_bytes(path):
        return "true", []
    if test.operator not in (Operator.EQUAL, Operator.IN, Operator.LIKE):
        return "true", []
    wanted = test.literal if isinstance(test.literal, tuple) else (test.literal,)
    texts = [each for each in wanted if isinstance(each, str)]
    words = [_longest(each, test.operator) for each in texts]
    if len(texts) < len(wanted) or len(words) > MOST_WORDS or not all(words):
        return "true", []
    sought = [is_unusual(name), *[f"contains(lower({name}), ?)"] * len(words)]
    if (path.type, *map(str, path.steps)) in _ADDRESSES:
        sought.append(f"contains({name}, ':')")
    return f"({' OR '.join(sought)})", words


def _in_bytes(path: values.Path) -> bool:
    return str(path.steps[-1]).endswith(("_hex", "_bin"))


def _longest(text: str, operator: Operator) -> str:
    """Give the longest run that must be in a cell, in small letters, of ASCII alone.

    There may be spaces around the at sign of an email address.
    """
    wild = "@%_" if operator == Operator.LIKE else "@"
    kept = "".join(each if each.isascii() and each not in wild else "\0" for each in text)
    return max(kept.lower().split("\0"), key=len)
