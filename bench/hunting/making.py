"""Makes an invented proxy log of a council, and indicators of which about one in 1,000 is met."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb

from wardmote.engines.hunting import packs, sources
from wardmote.rules.hunting.values import Column, Holds, LogKind, Reader
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Indicator, Kind

NAMES = (
    *("time", "client_ip", "user", "method", "host", "url", "dst_ip", "status", "bytes", "md5"),
)
PROXY = LogKind(
    "bench",
    "Invented proxy",
    Reader.DELIMITED,
    (
        Column("time", Holds.TIME),
        Column("client_ip", Holds.IP),
        Column("user", Holds.EMAIL),
        Column("host", Holds.HOST, sigma=("cs-host",)),
        Column("url", Holds.URL, sigma=("c-uri",)),
        Column("dst_ip", Holds.IP),
        Column("md5", Holds.HASH),
    ),
    sigma=("category=proxy",),
)
SIGMA = """
title: Invented rule {number}
id: 00000000-0000-4000-8000-{number:012}
logsource:
  category: proxy
detection:
  url:
    c-uri|contains:
      - '/{word}'
      - '{word}.php'
  host:
    cs-host|endswith: '{word}.com'
  ordinary:
    c-uri|contains: '/static/'
  condition: (url or host) and not ordinary
level: high
"""
ROWS = """
CREATE MACRO h(i) AS hash(i + 7);
CREATE TABLE hosts AS SELECT i, CASE hash(i) % 4 WHEN 0 THEN 'www.' WHEN 1
  THEN 'cdn' || (h(i) % 50) || '.' WHEN 2 THEN '' ELSE 'a.b' || (h(i) % 9) || '.' END
  || substr(md5(i::VARCHAR), 1, (6 + h(i) % 8)::INT)
  || (['.com', '.com', '.com', '.co.uk', '.gov.uk', '.net', '.org', '.io'])[(h(i * 3) % 8 + 1)::INT]
  AS host, CASE WHEN h(i) % 12 = 0 THEN '2001:db8:' || printf('%x', (h(i * 5) % 65536)::INT)
  || '::' || printf('%x', (h(i * 6) % 65535 + 1)::INT) ELSE (20 + h(i * 5) % 180) || '.'
  || (h(i * 7) % 256) || '.' || (h(i * 9) % 256) || '.' || (h(i * 11) % 254 + 1) END AS ip
  FROM range(300000) AS t(i);
CREATE TABLE people AS SELECT i, 'user' || i || '@alderby.gov.uk' AS name,
  '10.' || (i % 4) || '.' || (i % 47) || '.' || (i % 250) AS machine FROM range(6000) AS t(i);
COPY (SELECT
  strftime(TIMESTAMP '2026-10-01' + to_milliseconds(r * 120), '%Y-%m-%dT%H:%M:%SZ') AS time,
  machine AS client_ip, name AS user, CASE WHEN h(r) % 9 = 0 THEN 'POST' ELSE 'GET' END AS method,
  host, 'https://' || host || '/' || substr(md5(r::VARCHAR), 1, (h(r * 13) % 24 + 4)::INT)
  || CASE WHEN h(r * 17) % 5 = 0 THEN '?q=' || (h(r) % 100000) || '%20x' ELSE '' END AS url,
  ip AS dst_ip, 200 AS status, h(r * 19) % 60000 AS bytes,
  CASE WHEN h(r * 23) % 10 = 0 THEN md5((r % 500000)::VARCHAR) ELSE '-' END AS md5
  FROM (SELECT range AS r, h(range * 5) % 6000 AS p,
    least(299999, floor(pow(300000, (h(range) % 1000003) / 1000003.0))::BIGINT - 1) AS k
    FROM range({rows})) JOIN hosts ON hosts.i = k JOIN people ON people.i = p)
TO '{path}' ({options})
"""


def log(folder: Path, rows: int, ending: str = "csv") -> Path:
    """Make a log, or give the one that was made before."""
    path = folder / f"proxy-{rows}.{ending}"
    if not path.exists():
        options = "HEADER" if ending == "csv" else "FORMAT parquet"
        with duckdb.connect() as database:
            database.execute("SET threads = 2")
            database.execute(
                ROWS.replace("{rows}", str(rows))
                .replace("{path}", str(path))
                .replace("{options}", options)
            )
    return path


def sigma(count: int) -> Iterator[str]:
    """Invent Sigma rules as they are for a proxy: parts of URLs, hosts and methods, and filters."""
    for number in range(count):
        word = hashlib.md5(b"s%d" % number, usedforsecurity=False).hexdigest()[:6]
        yield SIGMA.format(number=number, word=word)


def source(path: Path) -> sources.Log:
    """Give a log as the engine takes it."""
    reader = Reader.PARQUET if path.suffix == ".parquet" else Reader.DELIMITED
    kind = LogKind("bench", "Invented proxy", reader, PROXY.columns, sigma=PROXY.sigma)
    return sources.Log((path,), kind, sources.Layout(names=NAMES, header_lines=1))


def pack(folder: Path, count: int) -> Path:
    """Make a pack of mixed indicators, or give the one that was made before."""
    path = folder / f"sought-{count}.pack"
    if not path.exists():
        packs.build(indicators(count), path)
    return path


def indicators(count: int) -> Iterator[Indicator]:
    """Draw indicators: 40 in 100 domains, 22 addresses, 20 URLs, 12 hashes, 5 emails, 1 range."""
    dice = random.Random(1)  # noqa: S311
    for number in range(count):
        digest = hashlib.md5(b"%d" % number, usedforsecurity=False).hexdigest()
        kind, value = _drawn(dice, digest, number)
        yield Indicator(f"indicator--{digest}", kind, value)


def _drawn(dice: random.Random, digest: str, number: int) -> tuple[Kind, str]:
    numbers = bytes.fromhex(digest)
    throw = dice.random()
    if throw < 0.4:
        name = digest[:11] if dice.random() < 0.7 else f"{digest[:5]}.{digest[6:16]}"
        return Kind.DOMAIN, name + dice.choice((".com", ".co.uk", ".ru", ".net"))
    if throw < 0.6:
        return Kind.IP, ".".join(str(byte % 223 + 1) for byte in numbers[:4])
    if throw < 0.62:
        return Kind.IP, f"2001:db8:{numbers[0] * 256 + 255:x}::{numbers[1] + 1:x}"
    if throw < 0.6205:
        length = dice.choice((20, 22, 24, 28))
        within = f"{numbers[0] % 200 + 1}.{numbers[1]}.{numbers[2]}.0/{length}"
        return Kind.CIDR, writing.written(Kind.CIDR, within)
    if throw < 0.621:
        return Kind.CIDR, f"2001:db9:{numbers[0] * 256 + 255:x}::/48"
    if throw < 0.82:
        return Kind.URL, f"{digest[:12]}.com/{digest[12:24]}"
    if throw < 0.95:
        met = number % 500 == 0
        salted = hashlib.md5(b"h%d" % number, usedforsecurity=False).hexdigest()
        return Kind.HASH, digest if met else salted
    return Kind.EMAIL, f"{digest[:8]}@{digest[8:16]}.com"
