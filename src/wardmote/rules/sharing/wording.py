"""Plain words for what is shared: types, labels, relations, and how sure somebody is.

Source: OASIS STIX 2.1, sections 4 to 6; FIRST TLP 2.0; the Admiralty code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from wardmote.rules.sharing import grading
from wardmote.rules.sharing.grading import Credibility, Grade, Reliability
from wardmote.rules.sharing.markings import Tlp


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label means here: who reads what bears it, and to whom a reader may pass it on."""

    readers: str
    passing_on: str


MEANINGS: Mapping[Tlp, Meaning] = MappingProxyType(
    {
        Tlp.CLEAR: Meaning(
            "Everybody who may read the collection.", "You may pass it on to anyone."
        ),
        Tlp.GREEN: Meaning(
            "Every organisation that reads the collection.",
            "You may pass it on within the community, such as to other councils. "
            "Do not publish it.",
        ),
        Tlp.AMBER: Meaning(
            "Members of the collection, and partners who were let in.",
            "You may pass it on within your organisation, and to those who work for it, "
            "where they need to know.",
        ),
        Tlp.AMBER_STRICT: Meaning(
            "Members of the collection alone, no partners.",
            "You may pass it on within your own organisation, where people need to know. "
            "Not to suppliers.",
        ),
        Tlp.RED: Meaning(
            "The organisations that its source names, and nobody else.",
            "Do not pass it on, not even to colleagues who were not named.",
        ),
    }
)

TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "indicator": ("Indicator", "something to look for in logs"),
        "malware": ("Malware", "harmful software"),
        "campaign": ("Campaign", "attacks that belong together, with one aim"),
        "intrusion-set": ("Intrusion set", "attacks that look like the work of one group"),
        "threat-actor": ("Threat actor", "a person or a group who attacks"),
        "attack-pattern": ("Attack pattern", "a way to attack"),
        "tool": ("Tool", "ordinary software that attackers use"),
        "infrastructure": ("Infrastructure", "machines and names that attackers use"),
        "vulnerability": ("Vulnerability", "a weakness in software"),
        "report": ("Report", "a text about several things that belong together"),
        "note": ("Note", "what somebody remarks on other things"),
        "opinion": ("Opinion", "how far somebody agrees with another"),
        "grouping": ("Grouping", "things that are looked at together"),
        "course-of-action": ("Course of action", "something to do about an attack"),
        "identity": ("Identity", "an organisation or a person"),
        "location": ("Location", "a place"),
        "observed-data": ("Observed data", "what was seen on a network or a machine"),
        "relationship": ("Relationship", "how two things hang together"),
        "sighting": ("Sighting", "that something was seen, or looked for and not seen"),
        "malware-analysis": ("Malware analysis", "what was found out about harmful software"),
        "domain-name": ("Domain name", "a name on the internet"),
        "ipv4-addr": ("IP address", "an address on the internet"),
        "ipv6-addr": ("IP address", "an address on the internet"),
        "url": ("Page address", "the address of a page"),
        "email-addr": ("Email address", "an address for email"),
        "file": ("File", "a file, by its name or its hash"),
        "marking-definition": ("Marking", "how something may be passed on"),
    }
)
"""Titles of the types that are met most, and what each is, to follow "This is"."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "domain": "Domain",
        "ip": "IP address",
        "cidr": "Network",
        "url": "Page address",
        "url_prefix": "Start of a page address",
        "hash": "Hash of a file",
        "email": "Email address",
        "file_name": "File name",
        "user_agent": "Browser name",
        "ja3": "JA3 fingerprint",
        "ja4": "JA4 fingerprint",
        "name": "Name",
    }
)
"""Titles of the kinds of values."""

SURE: Mapping[Credibility, str] = MappingProxyType(
    {
        Credibility.ONE: "Confirmed: others say the same",
        Credibility.TWO: "Probably true",
        Credibility.THREE: "Possibly true",
        Credibility.SIX: "I cannot tell",
    }
)
"""How sure somebody may say to be who shares something; what is doubtful is not shared."""


def title(kind: str) -> str:
    """Give the title of a type; one that is not known is written as it is named.

    Source: `TYPES`.
    """
    known = TYPES.get(kind)
    return known[0] if known else kind.replace("-", " ").capitalize()


def sentence(kind: str) -> str:
    """Say what an object of a type is.

    Source: `TYPES`.
    """
    known = TYPES.get(kind)
    if known is None:
        return "It is of a type of its maker's own."
    article = "an" if known[0][0] in "AEIOU" else "a"
    if kind in ("malware", "infrastructure", "observed-data"):
        return f"This is {known[0].lower()}: {known[1]}."
    named = known[0] if known[0].startswith("IP") else known[0].lower()
    return f"This is {article} {named}: {known[1]}."


def confidence(credibility: Credibility) -> int | None:
    """Give STIX's confidence for how sure somebody is; None where they cannot tell.

    Source: STIX 2.1, appendix A, Admiralty credibility.
    """
    if credibility is Credibility.SIX:
        return None
    return grading.worth(Grade(Reliability.A, credibility))


def sure(confidence_given: int) -> str:
    """Say in words how sure STIX's confidence is.

    Source: STIX 2.1, appendix A, Admiralty credibility: 80 to 100, 60 to 79, 40 to 59, 20 to 39.
    """
    for least, credibility in zip((80, 60, 40, 20), Credibility, strict=False):
        if confidence_given >= least:
            return grading.CREDIBILITY_TITLES[credibility]
    return grading.CREDIBILITY_TITLES[Credibility.FIVE]
