"""Whether an organisation, and a whole register, can be right.

Source: ONS Code History Database (a GSS code is a letter for the country, two digits for the
kind of area and six digits); Local Government and Public Involvement in Health Act 2007 (a
council that is wound up has a last day and successors).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from wardmote.rules.refusal import Invalid
from wardmote.rules.register.values import Kind, Organisation

CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,18}[A-Za-z0-9])?")
GSS = re.compile(r"[EWSNX][0-9]{8}")
"""Country and area; no country has the letter X, so an invented organisation may."""
WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")
WEBSITE = re.compile(r"https?://[a-z0-9][a-z0-9.-]{2,250}(?:/[!-~]*)?")
CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
LONGEST = 200
MOST_LINKS = 20
MOST_PEOPLE = 100_000_000

GSS_KINDS = {
    Kind.UNITARY: "06",
    Kind.SCILLY: "06",
    Kind.DISTRICT: "07",
    Kind.METROPOLITAN: "08",
    Kind.LONDON_BOROUGH: "09",
    Kind.CITY_OF_LONDON: "09",
    Kind.COUNTY: "10",
    Kind.COMBINED_AUTHORITY: "47",
}
"""The two digits in the GSS code of an English organisation of each kind."""


def problems_of(organisation: Organisation) -> tuple[Invalid, ...]:
    """Give all that is wrong with one organisation by itself; empty where nothing is.

    Source: ONS Code History Database: the form of GSS codes; Wardmote's own limits.
    """
    return (
        *_text_problems(organisation),
        *_code_problems(organisation),
        *_date_problems(organisation),
        *_number_problems(organisation),
    )


def problems_between(organisations: Iterable[Organisation]) -> tuple[tuple[int, Invalid], ...]:
    """Give all that is wrong between organisations, each with the position (from 0) it is at.

    Cost: linear in organisations and links.
    Source: Local Government and Public Involvement in Health Act 2007: a successor is a council.
    """
    listed = tuple(organisations)
    at = {organisation.code: position for position, organisation in enumerate(listed)}
    return (
        *_repeats(listed),
        *_unknown_links(listed, at),
        *_cycles(listed, at),
    )


def _text_problems(organisation: Organisation) -> Iterator[Invalid]:
    for field in ("name", "short_name"):
        if not getattr(organisation, field).strip():
            yield Invalid(f"Give a {field.replace('_', ' ')}.", field=field)
    for field in ("name", "short_name", "website", "source"):
        text = getattr(organisation, field)
        if len(text) > LONGEST:
            yield Invalid(f"Shorten the {field} to {LONGEST} characters.", field=field)
        if CONTROL.search(text):
            yield Invalid(f"Remove the invisible characters from the {field}.", field=field)
    if organisation.website and not WEBSITE.fullmatch(organisation.website):
        yield Invalid("Give the website as http:// or https:// and a name.", field="website")


def _code_problems(organisation: Organisation) -> Iterator[Invalid]:
    if not CODE.fullmatch(organisation.code):
        yield Invalid("Give a code of up to 20 letters, digits and hyphens.", field="code")
    gss = organisation.gss_code
    if gss and not GSS.fullmatch(gss):
        yield Invalid("Give the GSS code as a letter and 8 digits.", field="gss_code")
    elif gss[:1] in ("E", "X") and organisation.kind in GSS_KINDS:
        kind = GSS_KINDS[organisation.kind]
        if gss[1:3] != kind:
            yield Invalid(
                f"The GSS code of this kind starts {gss[0]}{kind}, not {gss[:3]}.", field="gss_code"
            )
    if organisation.wikidata and not WIKIDATA.fullmatch(organisation.wikidata):
        yield Invalid("Give the Wikidata identifier as Q and digits.", field="wikidata")


def _date_problems(organisation: Organisation) -> Iterator[Invalid]:
    starts, ends = organisation.starts_on, organisation.ends_on
    if starts and ends and ends < starts:
        yield Invalid(f"It ends on {ends}, before it starts on {starts}.", field="ends_on")
    if organisation.successors and not ends:
        yield Invalid("Give the last day of an organisation that has successors.", field="ends_on")
    for field in ("successors", "part_of"):
        links = getattr(organisation, field)
        if len(links) != len(set(links)):
            yield Invalid("Name each organisation once.", field=field)
        if len(links) > MOST_LINKS:
            yield Invalid(f"Name at most {MOST_LINKS} organisations.", field=field)


def _number_problems(organisation: Organisation) -> Iterator[Invalid]:
    latitude, longitude = organisation.latitude, organisation.longitude
    if (latitude is None) != (longitude is None):
        yield Invalid("Give latitude and longitude, or neither.", field="latitude")
    for field, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and not (math.isfinite(value) and -limit <= value <= limit):
            yield Invalid(f"Give a {field} from -{limit} to {limit}.", field=field)
    q, r = organisation.hexagon_q, organisation.hexagon_r
    if (q is None) != (r is None):
        yield Invalid("Give both columns of the place on the map, or neither.", field="hexagon_q")
    for field, place in (("hexagon_q", q), ("hexagon_r", r)):
        if place is not None and abs(place) > 10_000:
            yield Invalid("Give a place on the map within 10,000 steps.", field=field)
    people = organisation.population
    if people is not None and not 0 <= people <= MOST_PEOPLE:
        yield Invalid(f"Give a population from 0 to {MOST_PEOPLE:,}.", field="population")


def _repeats(listed: tuple[Organisation, ...]) -> Iterator[tuple[int, Invalid]]:
    codes = Counter(organisation.code for organisation in listed)
    gss_codes = Counter(organisation.gss_code for organisation in listed)
    for position, organisation in enumerate(listed):
        if codes[organisation.code] > 1:
            yield position, Invalid("Use each code once.", field="code")
        if organisation.gss_code and gss_codes[organisation.gss_code] > 1:
            yield position, Invalid("Use each GSS code once.", field="gss_code")


def _unknown_links(
    listed: tuple[Organisation, ...], at: Mapping[str, int]
) -> Iterator[tuple[int, Invalid]]:
    for position, organisation in enumerate(listed):
        for field in ("successors", "part_of"):
            for code in getattr(organisation, field):
                if code == organisation.code:
                    yield position, Invalid("It cannot name itself.", field=field)
                elif code not in at:
                    message = f"No organisation has the code {code[:64]!r}. Add it or mend it."
                    yield position, Invalid(message, field=field)


def _cycles(
    listed: tuple[Organisation, ...], at: Mapping[str, int]
) -> Iterator[tuple[int, Invalid]]:
    """Peel off all whose successors are settled; what is left leads into a circle."""
    before: dict[int, list[int]] = {}
    waiting: dict[int, int] = {}
    for code, position in at.items():
        known = {heir for heir in listed[position].successors if heir in at and heir != code}
        waiting[position] = len(known)
        for heir in known:
            before.setdefault(at[heir], []).append(position)
    settled = [position for position, count in waiting.items() if count == 0]
    while settled:
        for position in before.get(settled.pop(), ()):
            waiting[position] -= 1
            if waiting[position] == 0:
                settled.append(position)
    for position, count in waiting.items():
        if count > 0:
            message = "Its successors lead in a circle. Mend one of them."
            yield position, Invalid(message, field="successors")
