"""What axe does not see: a page is valid, its anchors resolve, its title is honest."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "headers")
VALID_ANYWAY = {"expected-doctype-but-got-start-tag"}


def faults(html: str, status: int = 200) -> list[str]:
    """List all that is wrong with a page; empty where nothing is."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(html)
    found = [f"{place}: {code} {data}" for place, code, data in parser.errors]
    elements = list(document.iter())
    return [*found, *_structure(elements, status), *_references(elements), *_policy(elements)]


def _structure(elements: list[Element], status: int) -> Iterator[str]:
    tags = Counter(str(one.tag) for one in elements)
    if tags["h1"] != 1:
        yield f"{tags['h1']} h1 headings"
    root = next(one for one in elements if one.tag == "html")
    if root.get("lang") != "en-GB":
        yield "html without lang=en-GB"
    title = "".join(next(one for one in elements if one.tag == "title").itertext())
    if not title.endswith("– Wardmote"):
        yield f"title {title!r} does not name the service"
    summary = any("govuk-error-summary" in one.get("class", "").split() for one in elements)
    if summary != title.startswith("Error: "):
        yield f"title {title!r} and error summary do not agree"
    if summary and status != 422:
        yield f"a page with an error summary answered {status}"


def _references(elements: list[Element]) -> Iterator[str]:
    ids = Counter(one.get("id") for one in elements if one.get("id"))
    yield from (f"id {name!r} stands {times} times" for name, times in ids.items() if times > 1)
    for one in elements:
        for attribute in REFERENCES:
            for name in one.get(attribute, "").split():
                if name not in ids:
                    yield f"{one.tag} {attribute}={name!r} points nowhere"
        href = one.get("href", "")
        if one.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"link {href!r} points nowhere"
    yield from _labels(elements)


def _labels(elements: list[Element]) -> Iterator[str]:
    labelled = {one.get("for") for one in elements if one.tag == "label"}
    for one in elements:
        if one.tag not in ("input", "select", "textarea") or one.get("type") in (
            "hidden",
            "submit",
        ):
            continue
        if one.get("id") not in labelled and not (
            one.get("aria-label") or one.get("aria-labelledby")
        ):
            yield f"{one.tag} {one.get('name')!r} has no label"


def _policy(elements: list[Element]) -> Iterator[str]:
    for one in elements:
        if one.get("style") is not None:
            yield f"{one.tag} has a style attribute, which the content security policy refuses"
        yield from (f"{one.tag} has {name}" for name in one.attrib if str(name).startswith("on"))
        if one.tag == "script" and not one.get("src") and not one.get("nonce"):
            yield "a script without nonce"
        if one.tag == "img" and one.get("alt") is None:
            yield "an image without alt"
