"""Writes indicators as queries for Microsoft Defender, Splunk, Elastic and DuckDB.

A long list becomes several queries. A domain is looked for with every name below it.

Source: Kusto query language, string literals, and advanced hunting schema of Microsoft Defender;
Splunk search command (IN, wildcards, CIDR) and Common Information Model (Network Resolution, Web,
Network Traffic, Endpoint, Email); Lucene query parser syntax and Elastic Common Schema.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec

from wardmote.formats.exports.counting import Sieve
from wardmote.rules.indicators.values import Indicator, Kind

MOST_VALUES = 500
"""Values in one query: what the three services take without being told to take more."""
HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
LUCENE_SPECIAL = re.compile(r'([-+=&|!(){}\[\]^"~*?:\\/\s])')
Write = Callable[[Kind, str, Sequence[str]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Language:
    """A language of queries.

    Shape: `title` says for what; `kinds` are those that it can ask for; `comment` makes a line
    that is no query; `write` gives the queries for values of one kind and, of hashes, one sort;
    `never` finds in a value what the language cannot write.
    """

    title: str
    kinds: tuple[Kind, ...]
    comment: str
    write: Write
    never: str = r"[\x00-\x1f]"


def queries(
    indicators: Iterable[Indicator], language: Language, left_out: dict[str, int]
) -> Iterator[bytes]:
    """Write queries, each a paragraph of its own with a comment before it.

    Shape: `left_out` is told how many of each kind cannot be asked for in this language.
    """
    sieve = Sieve(*language.kinds)
    together: dict[tuple[Kind, str], dict[str, None]] = {}
    for each in sieve.through(indicators):
        sort = HASHES.get(len(each.value), "") if each.kind is Kind.HASH else ""
        if re.search(language.never, each.value) or (each.kind is Kind.HASH and not sort):
            left_out[each.kind] = left_out.get(each.kind, 0) + 1
        else:
            together.setdefault((each.kind, sort), {})[each.value] = None
    for kind, count in sieve.others.items():
        left_out[kind] = left_out.get(kind, 0) + count
    for (kind, sort), values in together.items():
        for some in _chunks(values):
            for query in language.write(kind, sort, some):
                about = f"{len(some):,} of kind {sort or kind.replace('_', ' ')}"
                yield f"{language.comment.format(about)}\n{query}\n\n".encode("utf-8", "replace")


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(values)
    while some := list(islice(iterator, MOST_VALUES)):
        yield some


def quoted(text: str) -> str:
    """Write a text between marks, with `\\` and `"` escaped, as Kusto, Splunk and Lucene do."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sql(text: str) -> str:
    """Write a text as SQL does."""
    return "'" + text.replace("'", "''") + "'"


def lucene(text: str) -> str:
    """Write a text for Lucene without marks around it, so that a `*` may follow."""
    return LUCENE_SPECIAL.sub(r"\\\1", text)


# --- Kusto: tables of Microsoft Defender


BARE = """replace_regex(RemoteUrl, @"^(?i)[a-z][a-z0-9+.-]*://", "")"""
HOSTS = (
    f'DeviceNetworkEvents\n| extend Host = tolower(split(split({BARE}, "/")[0], ":")[0])\n'
    '| extend Parts = split(Host, ".")\n'
    "| mv-expand Level = range(0, array_length(Parts) - 1) to typeof(int)\n"
    '| where strcat_array(array_slice(Parts, Level, -1), ".") in (sought)'
)
ADDRESSES = f"DeviceNetworkEvents\n| extend Address = {BARE}\n| where "
KUSTO: Mapping[Kind, str] = {
    Kind.DOMAIN: HOSTS,
    Kind.IP: "DeviceNetworkEvents\n| where RemoteIP in (sought) or LocalIP in (sought)",
    Kind.URL: f"{ADDRESSES}Address in~ (sought)",
    Kind.HASH: "DeviceFileEvents\n| where {0} in~ (sought)",
    Kind.EMAIL: (
        "EmailEvents\n| where SenderFromAddress in~ (sought)"
        " or SenderMailFromAddress in~ (sought) or RecipientEmailAddress in~ (sought)"
    ),
    Kind.FILE_NAME: "DeviceFileEvents\n| where FileName in~ (sought)",
}
"""What is asked of the list `sought`."""


def _kusto(kind: Kind, sort: str, values: Sequence[str]) -> Iterator[str]:
    if kind is Kind.CIDR:
        for version in (4, 6):
            some = [each for each in values if (":" in each) == (version == 6)]
            if some:
                yield (
                    f"{_sought(some)}DeviceNetworkEvents\n"
                    f"| where ipv{version}_is_in_any_range(RemoteIP, sought)"
                )
    elif kind is Kind.URL_PREFIX:
        tests = "\n    or ".join(f"Address startswith {quoted(each)}" for each in values)
        yield f"{ADDRESSES}{tests}"
    elif kind is Kind.HASH:
        yield _sought(values) + KUSTO[kind].format(sort.upper())
    else:
        yield _sought(values) + KUSTO[kind]


def _sought(values: Sequence[str]) -> str:
    return f"let sought = dynamic({msgspec.json.encode(values).decode()});\n"


# --- Splunk: the Common Information Model

SPLUNK_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.DOMAIN: ("query", "url_domain", "dest"),
    Kind.IP: ("dest_ip", "src_ip", "dest", "src"),
    Kind.CIDR: ("dest_ip", "src_ip"),
    Kind.URL: ("url",),
    Kind.URL_PREFIX: ("url",),
    Kind.HASH: ("file_hash", "process_hash"),
    Kind.EMAIL: ("src_user", "recipient"),
    Kind.FILE_NAME: ("file_name",),
    Kind.USER_AGENT: ("http_user_agent",),
}


def _splunk(kind: Kind, sort: str, values: Sequence[str]) -> Iterator[str]:
    if kind is Kind.CIDR:
        tests = [f"{name}={quoted(each)}" for name in SPLUNK_FIELDS[kind] for each in values]
    else:
        listed = ", ".join(quoted(each) for value in values for each in _forms(kind, value))
        tests = [f"{name} IN ({listed})" for name in SPLUNK_FIELDS[kind]]
    yield f"index=* ({' OR '.join(tests)})"


def _forms(kind: Kind, value: str) -> tuple[str, ...]:
    if kind is Kind.DOMAIN:
        return (value, f"*.{value}")
    if kind is Kind.URL:
        return (value, f"http://{value}", f"https://{value}")
    if kind is Kind.URL_PREFIX:
        return (f"{value}*", f"http://{value}*", f"https://{value}*")
    return (value,)


# --- Elastic: Lucene, and the Elastic Common Schema

ELASTIC_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.DOMAIN: (
        *("dns.question.name", "url.domain", "destination.domain", "tls.client.server_name"),
    ),
    Kind.IP: ("destination.ip", "source.ip", "dns.resolved_ip"),
    Kind.CIDR: ("destination.ip", "source.ip", "dns.resolved_ip"),
    Kind.URL: ("url.full", "url.original"),
    Kind.URL_PREFIX: ("url.full", "url.original"),
    Kind.HASH: ("file.hash.{0}", "process.hash.{0}"),
    Kind.EMAIL: ("email.from.address", "email.to.address", "email.sender.address"),
    Kind.FILE_NAME: ("file.name",),
    Kind.USER_AGENT: ("user_agent.original",),
    Kind.JA3: ("tls.client.ja3",),
}


def _elastic(kind: Kind, sort: str, values: Sequence[str]) -> Iterator[str]:
    listed = " OR ".join(
        f"{lucene(each.removesuffix('*'))}*"
        if each.endswith("*") and kind is Kind.URL_PREFIX
        else f"*{lucene(each.removeprefix('*'))}"
        if each.startswith("*.") and kind is Kind.DOMAIN
        else quoted(each)
        for value in values
        for each in _forms(kind, value)
    )
    yield " OR ".join(f"{name.format(sort)}:({listed})" for name in ELASTIC_FIELDS[kind])


# --- DuckDB: a table `events`, whose columns have the names that Wardmote gives what they hold

DUCKDB_COLUMNS: Mapping[Kind, str] = {
    Kind.DOMAIN: "host",
    Kind.IP: "ip",
    Kind.CIDR: "ip",
    Kind.URL: "url",
    Kind.URL_PREFIX: "url",
    Kind.HASH: "hash",
    Kind.EMAIL: "email",
    Kind.FILE_NAME: "path",
    Kind.USER_AGENT: "user_agent",
    Kind.JA3: "ja3",
    Kind.JA4: "ja4",
}


def _duckdb(kind: Kind, sort: str, values: Sequence[str]) -> Iterator[str]:
    column = DUCKDB_COLUMNS[kind]
    listed = ", ".join(map(sql, values))
    bare = "regexp_replace(url, '^[A-Za-z][A-Za-z0-9+.-]*://', '')"
    parts = "string_split(rtrim(lower(host), '.'), '.')"
    tests = {
        Kind.DOMAIN: f"len(list_filter(range(len({parts})), lambda place:"
        f" array_to_string({parts}[place + 1:], '.') IN ({listed}))) > 0",
        Kind.CIDR: " OR ".join(_in_network(each) for each in values if kind is Kind.CIDR),
        Kind.URL: f"{bare} IN ({listed})",
        Kind.URL_PREFIX: f"len(list_filter([{listed}], lambda start:"
        f" starts_with({bare}, start))) > 0",
        Kind.FILE_NAME: rf"lower(regexp_extract(path, '[^/\\]*$')) IN ({listed})",
    }
    exact = column if kind is Kind.USER_AGENT else f"lower({column})"
    where = tests.get(kind, f"{exact} IN ({listed})")
    yield f"SELECT * FROM events WHERE {where};"  # noqa: S608 -- for a person to run


def _in_network(value: str) -> str:
    """Compare numbers for IPv4; IPv6 needs DuckDB's extension inet, which it loads by itself."""
    network = ipaddress.ip_network(value)
    if network.version == 6:
        return f"try_cast(ip AS INET) <<= {sql(value)}::INET"
    number = " + ".join(
        f"try_cast(split_part(ip, '.', {at}) AS UBIGINT) * {256 ** (4 - at)}" for at in range(1, 5)
    )
    first, last = int(network.network_address), int(network.broadcast_address)
    return f"({number} BETWEEN {first} AND {last})"


LANGUAGES: Mapping[str, Language] = {
    "kql": Language(
        "Microsoft Defender and Sentinel (KQL)",
        (*KUSTO, Kind.CIDR, Kind.URL_PREFIX),
        "// {}",
        _kusto,
    ),
    "splunk": Language(
        *("Splunk (SPL)", tuple(SPLUNK_FIELDS), "``` {} ```", _splunk),
        never=r"[\x00-\x1f*]",  # a star cannot be escaped there
    ),
    "elastic": Language(
        *("Elastic (Lucene)", tuple(ELASTIC_FIELDS), "# {}", _elastic),
        never=r"[\x00-\x1f<>]",  # these cannot be escaped there
    ),
    "duckdb": Language("DuckDB (SQL)", tuple(DUCKDB_COLUMNS), "-- {}", _duckdb),
}
