"""What is asked of a TAXII server, and which test shows that ours does it."""

from collections.abc import Iterable

from wardmote.formats.taxii import conformance


def markdown() -> Iterable[str]:
    """Write the requirements as a page, in paragraphs."""
    found = conformance.read()
    met = sum(one.verdict == "met" for one in found)
    yield "# TAXII"
    yield (
        "The service answers TAXII 2.1 at `/taxii2/`. A program signs in with a key of its person, "
        "as the password of HTTP Basic (any user name) or as a Bearer token."
    )
    yield (
        "To send what is marked TLP:RED, name who may read it: the header "
        "`Wardmote-Recipients: CODE, CODE` takes codes of the register."
    )
    yield (
        "Objects come byte for byte as they were sent. For a client that knows only the first "
        "traffic light protocol, the header `Wardmote-Markings: tlp1` writes the labels of TLP 2.0 "
        "as those of TLP 1. Where a tool cannot send a header, give it the user name `tlp1` of "
        "HTTP Basic. CLEAR is written WHITE, and AMBER+STRICT is written RED."
    )
    yield (
        "A sighting is kept for its sender and the hub alone; the header `Wardmote-Named: yes` "
        "lets others read it. One with `observed_data_refs`, or with any property that could "
        "carry a line of a log, is not kept: the status lists it among its failures, with the "
        "reason. The request itself is answered 202 even where every object fails, as section 5.5 "
        "asks: 422 would give one error instead of a reason for each object. An identity that "
        "comes with a sighting is an object like any other, so do not send one if nobody is to "
        "know who reports."
    )
    yield "## What OASIS asks"
    yield (
        f"{met} of {len(found)} requirements are met. They are from the standard and from the "
        "server's part of the interoperability test documents; the wording is ours, and no "
        "certificate of OASIS. Tests are in `tests/server/sharing`."
    )
    rows = [
        f"| {one.source} | {one.says}{f' {one.note}' if one.note else ''} | {one.verdict} "
        f"| {f'`{one.test}`' if one.test else '-'} |"
        for one in found
    ]
    yield "\n".join(["| Section | Requirement | Verdict | Test |", "|---|---|---|---|", *rows])
