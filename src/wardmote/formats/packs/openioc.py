"""Reads OpenIOC, versions 1.0 and 1.1.

Source: OpenIOC schema (Mandiant): items with a search term, a condition and a content, joined by
OR and AND. Only what is enough by itself is looked for.
"""

import re
from xml.etree import ElementTree

from wardmote.formats.packs import gathering as gatherings
from wardmote.formats.packs.gathering import Gathering
from wardmote.rules.indicators.values import Kind
from wardmote.rules.refusal import Invalid

TOGETHER = "It counts only together with other items (AND)."
MOST_DEPTH = 100

_TERMS = {
    "dnsentryitem/host": Kind.DOMAIN,
    "dnsentryitem/recordname": Kind.DOMAIN,
    "dnsentryitem/recorddata/host": Kind.DOMAIN,
    "dnsentryitem/recorddata/ipv4address": Kind.IP,
    "network/dns": Kind.DOMAIN,
    "urlhistoryitem/hostname": Kind.DOMAIN,
    "cookiehistoryitem/hostname": Kind.DOMAIN,
    "portitem/remoteip": Kind.IP,
    "routeentryitem/destination": Kind.IP,
    "arpentryitem/ipv4address": Kind.IP,
    "urlhistoryitem/url": Kind.URL,
    "network/uri": Kind.URL,
    "filedownloadhistoryitem/sourceurl": Kind.URL,
    "network/useragent": Kind.USER_AGENT,
    "email/from": Kind.EMAIL,
    "email/replyto": Kind.EMAIL,
    "fileitem/filename": Kind.FILE_NAME,
    "fileitem/fullpath": Kind.FILE_NAME,
    "email/attachment/name": Kind.FILE_NAME,
    "taskitem/md5sum": Kind.HASH,
    "serviceitem/pathmd5sum": Kind.HASH,
    "driveritem/md5sum": Kind.HASH,
}
_HASH_TERM = re.compile(r".*/(md5sum|sha1sum|sha256sum|sha512sum)")
_DECLARES = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.I)


def tree(data: bytes, source: str) -> ElementTree.Element:
    """Read XML that declares neither a document type nor entities.

    Raises: Invalid.
    """
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("The XML is neither in UTF-8 nor in UTF-16.", source=source) from None
    if _DECLARES.search(text):
        raise Invalid(
            "The XML declares a document type or entities, which may be a trap. It was not read.",
            source=source,
        )
    try:
        return ElementTree.fromstring(text)  # noqa: S314 (entities are refused above)
    except ElementTree.ParseError as error:
        raise Invalid(f"This is not valid XML: {error}.", source=source) from None


def read(root: ElementTree.Element, gathering: Gathering) -> None:
    """Take the items that are enough by themselves."""
    written = root.get("last-modified") or root.get("published-date") or ""
    gathering.made(gatherings.moment(written))
    name = next((each.text or "" for each in root.iter() if _tag(each) == "short_description"), "")
    stack = [(each, 0, False) for each in root if _tag(each) in ("definition", "criteria")]
    while stack:
        node, depth, together = stack.pop()
        if _tag(node) == "indicatoritem":
            _item(node, together, name.strip(), gathering)
            continue
        joined = (node.get("operator") or "OR").upper() == "AND" and len(node) > 1
        if depth > MOST_DEPTH:
            gathering.leave("It is nested too deeply to be read.", node.get("id", ""))
        else:
            stack += [(each, depth + 1, together or joined) for each in reversed(node)]


def _item(item: ElementTree.Element, together: bool, name: str, gathering: Gathering) -> None:
    parts = {_tag(each): each for each in item}
    context, content = parts.get("context"), parts.get("content")
    term = (context.get("search") or "").lower() if context is not None else ""
    value = ((content.text if content is not None else "") or "").strip()
    condition = (item.get("condition") or "is").lower()
    kind = Kind.HASH if _HASH_TERM.fullmatch(term) else _TERMS.get(term)
    # A name that is contained also stands below itself, which is how domains are looked for.
    exact = condition == "is" or (condition == "contains" and kind is Kind.DOMAIN)
    if together:
        gathering.leave(TOGETHER, value)
    elif item.get("negate", "false").lower() == "true" or condition.startswith("isnot"):
        gathering.leave("It says what must not be there.", value)
    elif kind is None:
        gathering.leave(f"Logs do not show what OpenIOC calls {term[:60] or 'nothing'}.", value)
    elif not exact:
        gathering.leave(f"It asks for a part of a value ({condition[:20]}).", value)
    else:
        gathering.add(kind, value, name=name)


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2].lower()
