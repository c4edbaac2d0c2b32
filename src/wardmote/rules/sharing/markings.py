"""The traffic light protocol: how far something may go, and so who may read it.

Source: FIRST, Traffic Light Protocol 2.0 (August 2022); OASIS STIX 2.1, section 7.2.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from wardmote.rules.refusal import Invalid

OBJECT = "marking-definition--"
EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"


class Tlp(IntEnum):
    """How far something may go, from the widest to the narrowest."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    AMBER_STRICT = 3
    RED = 4

    @property
    def label(self) -> str:
        """The label as FIRST writes it, such as TLP:AMBER+STRICT."""
        return f"TLP:{self.name.replace('_', '+')}"


class Standing(IntEnum):
    """What an organisation is to a collection; each but the first includes those before it.

    `OUTSIDE` may not read the collection at all. `ANYONE` may, since it is open to the public.
    `COMMUNITY` is signed in and reads it because the hub lets every organisation of its register
    do so. `PARTNER` was given this collection but is no member of it: a supplier, another hub,
    the police. `MEMBER` belongs to it: a council of its circle, or the steward.
    """

    OUTSIDE = -1
    ANYONE = 0
    COMMUNITY = 1
    PARTNER = 2
    MEMBER = 3


DEFAULT = Tlp.AMBER
"""What the hub takes an object for that says nothing."""

TLP_2: Mapping[Tlp, str] = MappingProxyType(
    {
        Tlp.CLEAR: OBJECT + "94868c89-83c2-464b-929b-a1a8aa3c8487",
        Tlp.GREEN: OBJECT + "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        Tlp.AMBER: OBJECT + "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        Tlp.AMBER_STRICT: OBJECT + "939a9414-2ddd-4d32-a0cd-375ea402b003",
        Tlp.RED: OBJECT + "e828b379-4e03-4974-9ac4-e53a884c97c1",
    }
)
TLP_1: Mapping[Tlp, str] = MappingProxyType(
    {
        Tlp.CLEAR: OBJECT + "613f2e26-407d-48c7-9eca-b8e91df99dc9",
        Tlp.GREEN: OBJECT + "34098fce-860f-48ae-8e50-ebd3cc5e41da",
        Tlp.AMBER: OBJECT + "f88d31f6-486f-44da-b317-01333bde0b82",
        Tlp.RED: OBJECT + "5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    }
)
BY_ID: Mapping[str, Tlp] = MappingProxyType(
    {ref: tlp for generation in (TLP_1, TLP_2) for tlp, ref in generation.items()}
)
_BY_WORD = {"white": Tlp.CLEAR} | {tlp.name.replace("_", "+").lower(): tlp for tlp in sorted(Tlp)}


@dataclass(frozen=True, slots=True)
class Marking:
    """How far one object may go, with all that it holds and refers to.

    Shape: `tlp` is the narrowest label of all parts. `floor` is the narrowest of those parts that
    are not RED, so a named recipient of the RED part still needs the standing for the rest.
    `recipients` are the organisations that every RED part names.
    """

    tlp: Tlp
    floor: Tlp
    recipients: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, as far as it matters for one object.

    `is_own`: the object was submitted by the reader's organisation. `is_named`: the reader's
    organisation is in the recipients of its marking.
    """

    standing: Standing
    is_own: bool = False
    is_named: bool = False


def may_read(marking: Marking, reader: Reader) -> bool:
    """Tell whether a reader may see an object of a collection.

    In SQL, with labels and standings as their numbers, the same is:
    `standing >= 0 AND (is_own OR (standing >= floor AND (tlp < 4 OR is_named)))`.

    CLEAR: whoever may read the collection. GREEN: organisations of the community, never the
    public. AMBER: members, and partners who were given the collection because they need it.
    AMBER+STRICT: members alone; for a sharing circle "the organisation" is all its members. RED:
    those whom the source named. Naming adds nothing to the other labels. Who may not read the
    collection reads nothing of it, its own included.
    Source: FIRST TLP 2.0: definitions of community, organization and clients, and the four labels.
    """
    if reader.standing < Standing.ANYONE:
        return False
    if reader.is_own:
        return True
    return reader.standing >= marking.floor and (marking.tlp < Tlp.RED or reader.is_named)


def marked(
    object_refs: Iterable[str],
    granular_refs: Iterable[str] = (),
    *,
    recipients: Collection[str] = (),
    definitions: Mapping[str, Tlp | None] = MappingProxyType({}),
    default: Tlp = DEFAULT,
) -> Marking:
    """Read how far an object itself may go, from its marking references.

    What carries no label takes the default; so does the rest of an object of which only parts
    are labelled. A definition that nobody knows may forbid anything: it counts as the default at
    least.

    Shape: `definitions` is what `read_definition` made of other definitions that were seen.
    Source: STIX 2.1, sections 7.2.2 and 7.2.3; FIRST TLP 2.0; the hub's default is AMBER.
    """
    whole = _labels(object_refs, definitions, default)
    labels = (whole or {default}) | _labels(granular_refs, definitions, default)
    return Marking(
        max(labels),
        max((label for label in labels if label is not Tlp.RED), default=Tlp.CLEAR),
        frozenset(recipients) if Tlp.RED in labels else frozenset(),
    )


def combined(own: Marking, *referred: Marking) -> Marking:
    """Narrow an object's marking by those of all that it refers to.

    So a relation never shows what its reader may not see. An object that the hub does not hold
    adds nothing; when it arrives, or gets a new version, what refers to it is combined anew.
    Source: FIRST TLP 2.0: a recipient may never share wider than the label; STIX 2.1, 7.2.
    """
    parts = (own, *referred)
    red = [part.recipients for part in parts if part.tlp is Tlp.RED]
    return Marking(
        max(part.tlp for part in parts),
        max(part.floor for part in parts),
        frozenset.intersection(*red) if red else frozenset(),
    )


def read_object_refs(body: Mapping[str, object]) -> tuple[str, ...]:
    """Give the marking references of a whole object.

    Raises: Invalid, where the property is no list of identifiers.
    Source: STIX 2.1, section 3.2, object_marking_refs.
    """
    refs = body.get("object_marking_refs", [])
    if not isinstance(refs, list):
        raise Invalid("object_marking_refs must be a list.", field="object_marking_refs")
    return tuple(_checked(ref, "object_marking_refs") for ref in refs)


def read_granular_refs(body: Mapping[str, object]) -> tuple[str, ...]:
    """Give the marking references of parts of an object; those that only name a language have none.

    Raises: Invalid, where the property is no list of granular markings.
    Source: STIX 2.1, section 7.2.3.1.
    """
    markings = body.get("granular_markings", [])
    if not isinstance(markings, list) or not all(isinstance(each, dict) for each in markings):
        raise Invalid("granular_markings must be a list of objects.", field="granular_markings")
    return tuple(
        _checked(each["marking_ref"], "granular_markings")
        for each in markings
        if "marking_ref" in each
    )


def read_definition(body: Mapping[str, object], default: Tlp = DEFAULT) -> Tlp | None:
    """Say what a marking-definition object means; None where it does not say who may read.

    The identifiers of FIRST and OASIS mean what these say, whatever the object holds. Another
    definition may narrow but not widen: it counts as the default at least. A statement, such as
    of copyright, says how to use something and not who may read it.
    Source: STIX 2.1, section 7.2.1: only the given instances are TLP; FIRST TLP 2.0 extension.
    """
    known = BY_ID.get(str(body.get("id")))
    if known is not None:
        return known
    extensions = body.get("extensions")
    if body.get("definition_type") == "statement" and not extensions:
        return None
    return max(default, _said(body, extensions))


def _said(body: Mapping[str, object], extensions: object) -> Tlp:
    definition = body.get("definition")
    words = [definition.get("tlp")] if isinstance(definition, dict) else []
    if isinstance(extensions, dict) and isinstance(extensions.get(EXTENSION), dict):
        words.append(extensions[EXTENSION].get("tlp_2_0"))
    return max(
        (_BY_WORD.get(word.lower(), Tlp.CLEAR) for word in words if isinstance(word, str)),
        default=Tlp.CLEAR,
    )


def _labels(refs: Iterable[str], definitions: Mapping[str, Tlp | None], default: Tlp) -> set[Tlp]:
    found = (BY_ID[ref] if ref in BY_ID else definitions.get(ref, default) for ref in refs)
    return {label for label in found if label is not None}


def _checked(ref: object, field: str) -> str:
    if not isinstance(ref, str) or not ref.startswith(OBJECT):
        raise Invalid(f"A marking in {field} must begin with {OBJECT}", field=field)
    return ref
