"""Says in SQL how a cell is taken out of a line, as `formats.logs` takes it."""

import re
from collections.abc import Collection, Mapping, Sequence

from wardmote.engines.hunting import quoting
from wardmote.formats.logs import delimited, sentences
from wardmote.rules.hunting.values import LogKind

BLANKS = (
    "chr(9) || chr(11) || chr(12) || chr(13) || chr(28) || chr(29) || chr(30) || chr(31) || ' '"
)
IN_PLACE = ("$[*]", '$."#text"')
"""Where plain values are, in what stands instead of one."""


def pair(kind: LogKind, column: str, line: str, folded: str) -> str:
    """Give what a column of pairs holds in a line; `folded` is the line in small letters."""
    given = next(each for each in kind.columns if each.name == column)
    pattern = sentences.pair(kind, given)
    group = re.compile(pattern).groupindex["value"]
    found = f"regexp_extract({line}, {quoting.literal(pattern)}, {group})"
    if given.pattern:
        return bare(found)
    key = quoting.literal(f"{given.key.casefold()}=")
    return f"CASE WHEN contains({folded}, {key}) THEN {bare(found)} ELSE '' END"


def bare(text: str) -> str:
    """Write a text without blanks around it, nor marks around all of it."""
    trimmed = f"trim({text}, {BLANKS})"
    return f"regexp_replace({trimmed}, '^\"((?s:.*))\"$', '\\1')"


def no_pairs(kind: LogKind, cells: Sequence[str], line: str) -> str:
    """Tell whether a line is none of this kind: it lacks a sign, or it has no column at all."""
    signs = [f"regexp_matches({line}, {quoting.literal(sign)})" for sign in kind.signs]
    columns = [each for each in kind.columns if each.name not in kind.joined]
    # A pattern that finds an empty value gives nothing, so all are taken as cells are.
    others = [pair(kind, each.name, line, f"lower({line})") for each in columns]
    none = " AND ".join(f"{each} = ''" for each in cells) or "true"
    nothing = f"CASE WHEN {none} THEN concat({', '.join(others)}) = '' ELSE false END"
    return f"NOT ({' AND '.join(signs) or 'true'}) OR {nothing}"


def objects(
    wanted: Mapping[str, str], columns: Mapping[str, str], signs: Mapping[str, str], lines: str
) -> str:
    """Give a query of what objects of JSON hold at paths with dots, as text.

    Shape: `wanted` maps names to paths; `lines` is a query with a column for each path, and one of
    JSON for the first part of each, and `columns` says what these are called; `signs` says what
    stands between values, for columns through lists of objects.
    """
    plain = ", ".join(
        f"{_plain(path, columns)} AS p{at}" for at, path in enumerate(wanted.values())
    )
    cells = ", ".join(
        f"{_cell(path, f'p{at}', signs.get(name, ''), columns)} AS {quoting.name(name)}"
        for at, (name, path) in enumerate(wanted.items())
    )
    return f"SELECT {cells}, bad FROM (SELECT *, {plain} FROM ({lines}))"


def _plain(path: str, columns: Mapping[str, str]) -> str:
    top, *below = path.split(".")
    if not below:
        return columns[path]
    inner = "$" + "".join(f'."{each}"' for each in below)
    nested = f"json_extract_string({columns[top]}::JSON, {quoting.literal(inner)})"
    return f"coalesce({columns[path]}, {nested})"


def _cell(path: str, text: str, sign: str, columns: Mapping[str, str]) -> str:
    """Write a list as its values, and of an object its `#text`."""
    whole = f"{text}::JSON"
    made = (
        f"CASE WHEN (prefix({text}, '[') OR prefix({text}, '{{')) AND json_valid({text})"
        f" THEN {_listed(whole, IN_PLACE, sign)} ELSE {text} END"
    )
    top, *below = path.split(".")
    if not (below and sign):
        return f"coalesce({made}, '')"
    steps = [f'."{each}"' for each in below]
    paths = ["".join(["$", *steps[:at], "[*]", *steps[at:]]) for at in range(len(steps))]
    listed = _listed(f"{columns[top]}::JSON", paths, sign)
    there = f"contains({columns[top]}, '[')"
    return f"coalesce({made}, CASE WHEN {there} THEN {listed} END, '')"


def _listed(json: str, paths: Sequence[str], sign: str) -> str:
    """Give all plain values at some paths, and in lists there, with a sign between."""
    values = "[]::JSON[]"
    for path in paths:
        found = f"json_extract({json}, {quoting.literal(path)})"
        values = f"list_concat({values}, {found if '[*]' in path else f'[{found}]'})"
    within = "lambda x: CASE json_type(x) WHEN 'ARRAY' THEN json_extract(x, '$[*]') ELSE [x] END"
    values = f"flatten(list_transform({values}, {within}))"
    plain = "lambda x: json_type(x) NOT IN ('ARRAY', 'OBJECT', 'NULL')"
    texts = f"list_transform(list_filter({values}, {plain}), lambda x: x->>'$')"
    return f"array_to_string({texts}, {quoting.literal(sign or ',')})"


def rewritten(kind: LogKind, column: str) -> str:
    """Give a cell as its column is rewritten before anything is compared."""
    made = quoting.name(column)
    for each in kind.columns:
        for before, after in each.rewritten if each.name == column else ():
            found, put = quoting.literal(before), quoting.literal(after)
            made = f"regexp_replace({made}, {found}, {put}, 'g')"
    return made


def swallowed(places: Collection[int], delimiter: str) -> str:
    """End a query where a record of columns goes over more lines than it may; else it is false."""
    if not places:
        return "false"
    most = 0 if delimiter == " " else delimited.MOST_LINES
    length = " + ".join(f"strlen(c{at})" for at in places)
    text = f"concat({', '.join(f'c{at}' for at in places)})"
    return (
        f"CASE WHEN {length} > {most} THEN CASE WHEN strlen({text}) > {most}"
        f" + strlen(replace({text}, chr(10), ''))"
        " THEN error('a record goes over too many lines') ELSE false END ELSE false END"
    )
