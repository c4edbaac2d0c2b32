"""Reads what an advisory is about: its title, vulnerabilities, products and references.

Source: OASIS CSAF 2.0, sections 3.2.1 (document), 3.2.2 (product tree), 3.2.3 (vulnerabilities).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from wardmote.rules.refusal import Invalid

MOST_BYTES = 20_000_000
MOST_PRODUCTS = 50_000


@dataclass(frozen=True, slots=True)
class Advisory:
    """One advisory. Shape: `affected` are names of products that it says are affected."""

    ref: str
    title: str
    publisher: str
    published_at: datetime | None
    changed_at: datetime | None
    severity: str
    tlp: str
    cves: tuple[str, ...]
    products: tuple[str, ...]
    affected: tuple[str, ...]
    references: tuple[str, ...]


class _Named(msgspec.Struct):
    name: str = ""
    text: str = ""
    label: str = ""


class _Reference(msgspec.Struct):
    url: str = ""


class _Tracking(msgspec.Struct):
    id: str = ""
    initial_release_date: datetime | None = None
    current_release_date: datetime | None = None


class _Distribution(msgspec.Struct):
    tlp: _Named = msgspec.field(default_factory=_Named)


class _Document(msgspec.Struct):
    csaf_version: str
    title: str
    publisher: _Named = msgspec.field(default_factory=_Named)
    tracking: _Tracking = msgspec.field(default_factory=_Tracking)
    aggregate_severity: _Named = msgspec.field(default_factory=_Named)
    distribution: _Distribution = msgspec.field(default_factory=_Distribution)
    references: list[_Reference] = []


class _Status(msgspec.Struct):
    known_affected: list[str] = []
    first_affected: list[str] = []
    last_affected: list[str] = []


class _Vulnerability(msgspec.Struct):
    cve: str = ""
    product_status: _Status = msgspec.field(default_factory=_Status)
    references: list[_Reference] = []


class _Whole(msgspec.Struct):
    document: _Document
    product_tree: dict[str, Any] = {}
    vulnerabilities: list[_Vulnerability] = []


def read(data: bytes, source: str) -> Advisory:
    """Read an advisory.

    Raises: Invalid.
    """
    if len(data) > MOST_BYTES:
        raise Invalid("The advisory has more than 20 MB, which is too big to read.", source=source)
    try:
        whole = msgspec.json.decode(data, type=_Whole)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Invalid(f"This is no advisory (CSAF 2.0): {error}.", source=source) from None
    products = _products(whole.product_tree)
    document = whole.document
    held = [document.references, *(each.references for each in whole.vulnerabilities)]
    return Advisory(
        ref=document.tracking.id,
        title=document.title,
        publisher=document.publisher.name,
        published_at=document.tracking.initial_release_date,
        changed_at=document.tracking.current_release_date,
        severity=document.aggregate_severity.text,
        tlp=document.distribution.tlp.label,
        cves=tuple(dict.fromkeys(each.cve for each in whole.vulnerabilities if each.cve)),
        products=tuple(dict.fromkeys(products.values())),
        affected=_affected(whole.vulnerabilities, products),
        references=tuple(dict.fromkeys(each.url for part in held for each in part if each.url)),
    )


def _affected(stated: list[_Vulnerability], products: dict[str, str]) -> tuple[str, ...]:
    statuses = [each.product_status for each in stated]
    ids = (
        one
        for status in statuses
        for one in (*status.known_affected, *status.first_affected, *status.last_affected)
    )
    return tuple(dict.fromkeys(products.get(one, one) for one in ids))


def _products(tree: dict[str, Any]) -> dict[str, str]:
    """Give the name of each product by its id, from the tree and from what is related in it."""
    named: dict[str, str] = {}
    stack: list[Any] = [tree]
    while stack and len(named) < MOST_PRODUCTS:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            if isinstance(node.get("product_id"), str):
                named[node["product_id"]] = str(node.get("name", ""))
            inner = (node.get(key) for key in _BRANCHES)
            stack += [each for each in inner if each is not None]
    return named


_BRANCHES = ("relationships", "full_product_name", "full_product_names", "product", "branches")
