"""What the database shows is what the rule allows, for any cast, objects and markings."""

import uuid
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, Cast, gather
from tests.server.sharing import laying
from wardmote.rules.sharing import markings
from wardmote.rules.sharing.markings import Marking, Reader, Standing, Tlp
from wardmote.server.people.models import Membership
from wardmote.server.sharing import actions, models

COUNCILS = ("ALDERBY", "MERROWDOWN", "ASSURER", "STEWARD")
WHO = {"ALDERBY": "alice", "MERROWDOWN": "mallory", "ASSURER": "carol", "STEWARD": "dave"}
RIGHTS = ("", "r", "rp", "w", "rw", "rwp")


@dataclass(frozen=True)
class Sent:
    """One object: where, by whom, how marked, and to which earlier ones it refers."""

    place: int
    by: str
    tlp: Tlp
    rest: Tlp
    named: frozenset[str]
    refers: frozenset[int]
    is_observable: bool


@st.composite
def hubs(draw: st.DrawFn) -> tuple[list[str], list[dict[str, str]], list[Sent]]:
    kinds = draw(st.lists(st.sampled_from(["open", "closed", "circle"]), min_size=2, max_size=3))
    rights = [{code: draw(st.sampled_from(RIGHTS)) for code in COUNCILS} for _ in kinds]
    sent = draw(
        st.lists(
            st.builds(
                Sent,
                st.integers(0, len(kinds) - 1),
                st.sampled_from(COUNCILS),
                st.sampled_from([*Tlp, Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER]),
                st.sampled_from([tlp for tlp in Tlp if tlp is not Tlp.RED]),
                st.frozensets(st.sampled_from(COUNCILS)),
                st.frozensets(st.integers(0, 3), max_size=3),
                st.booleans(),
            ),
            min_size=3,
            max_size=6,
        )
    )
    return kinds, rights, sent


def own_marking(one: Sent) -> Marking:
    if one.tlp is Tlp.RED:
        return Marking(Tlp.RED, one.rest, one.named)
    return Marking(one.tlp, one.tlp)


def combined(sent: list[Sent]) -> list[Marking]:
    """Combine each marking with all it refers to, directly and not, the slow way."""
    found = [own_marking(one) for one in sent]
    for _ in sent:
        found = [
            markings.combined(
                own,
                *(
                    found[to]
                    for to in one.refers
                    if to < len(sent)
                    and (to != number)
                    and (
                        not sent[to].is_observable
                        or sent[to].place == one.place
                        or sent[to].by == one.by
                    )
                ),
            )
            for number, (one, own) in enumerate(zip(sent, found, strict=True))
        ]
    return found


def reach(sent: list[Sent], number: int) -> set[int]:
    """Give all that an object refers to, directly and not."""
    found: set[int] = set()
    to_see = {to for to in sent[number].refers if to != number}
    while to_see:
        to = to_see.pop()
        if to < len(sent) and to not in found:
            found.add(to)
            to_see |= sent[to].refers - {to}
    return found


def crosses_for(sent: list[Sent], number: int, readable: set[int]) -> bool:
    """Tell whether it tells of something that stands in collections that are not readable."""
    one = sent[number]
    return any(
        sent[to].place not in readable
        for to in reach(sent, number)
        if not sent[to].is_observable or sent[to].by == one.by
    )


def standing(kind: str, rights: str) -> Standing:
    if kind == "circle" and "w" in rights:  # the test lets into circles whoever may write
        return Standing.MEMBER
    if "r" in rights:
        return Standing.PARTNER if "p" in rights else Standing.MEMBER
    return Standing.COMMUNITY if kind == "open" else Standing.OUTSIDE


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hub=hubs(), order=st.randoms(use_true_random=False))
def test_the_database_shows_what_the_rule_allows(hub, order) -> None:  # type: ignore[no-untyped-def]
    kinds, rights, sent = hub
    with transaction.atomic():
        _compare(gather(), kinds, rights, sent, order)
        transaction.set_rollback(True)


MINE = {
    "alice": ("ALDERBY", "MERROWDOWN"),
    "mallory": ("MERROWDOWN",),
    "carol": ("ASSURER",),
    "dave": ("STEWARD",),
    "grace": ("STEWARD",),
}


def _compare(cast: Cast, kinds, rights, sent, order) -> None:  # type: ignore[no-untyped-def]
    laying.open_root(cast)
    # alice works at two councils, so that neither lends the other its rights
    Membership.objects.create(
        organisation=cast.merrowdown, person=cast.alice, role="collaborator", since=NOW
    )
    places = [
        _place(cast, number, kind, allowed)
        for number, (kind, allowed) in enumerate(zip(kinds, rights, strict=True))
    ]
    arrivals = list(range(len(sent)))
    order.shuffle(arrivals)
    rows = _arrive(cast, places, sent, arrivals)
    effective = combined(sent)
    for person, councils in MINE.items():
        cast.enter(person)
        readable = {
            place
            for place, kind in enumerate(kinds)
            if any(standing(kind, rights[place][code]) >= 0 for code in councils)
        }
        seen = set(models.Object.objects.values_list("pk", flat=True))
        expected = {
            rows[number].pk
            for number, one in enumerate(sent)
            if any(
                markings.may_read(
                    effective[number],
                    Reader(
                        standing(kinds[one.place], rights[one.place][code]),
                        is_own=code == one.by,
                        is_named=code in effective[number].recipients,
                    ),
                )
                and (code == one.by or not crosses_for(sent, number, readable))
                for code in councils
            )
        }
        assert seen == expected


def _place(cast: Cast, number: int, kind: str, allowed: dict[str, str]) -> models.Collection:
    circle = None
    if kind == "circle":
        circle = actions.create_circle(actor=cast.enter("dave"), name=f"c{number}", now=NOW).pk
    place = laying.open_collection(cast, f"C{number}", is_open=kind == "open", circle=circle)
    for code, letters in allowed.items():
        if letters:
            laying.let(cast, place, code, letters)
        if circle and "w" in letters:
            key = getattr(cast, code).pk
            actions.join(actor=cast.enter("dave"), circle=circle, organisation=key, now=NOW)
    return place


def _arrive(
    cast: Cast, places: list[models.Collection], sent: list[Sent], arrivals: list[int]
) -> dict[int, models.Object]:
    refs = [
        f"{'domain-name' if one.is_observable else 'indicator'}--{uuid.uuid4()}" for one in sent
    ]
    rows = {}
    for number in arrivals:
        one, own = sent[number], own_marking(sent[number])
        row = laying.put(
            places[one.place],
            getattr(cast, one.by),
            stix_id=refs[number],
            tlp=int(own.tlp),
            floor=int(own.floor),
            recipients=[getattr(cast, code).pk for code in own.recipients],
            **({"version": ""} if one.is_observable else {}),
        )
        to = [refs[each] for each in one.refers if each < len(sent) and each != number]
        laying.settle([row], [(row, ref) for ref in to])
        rows[number] = row
    return rows
