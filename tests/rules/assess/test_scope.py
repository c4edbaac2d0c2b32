"""What is missing in a scope, what makes a system ready, and the suggested order."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.rules.assess import scope
from wardmote.rules.assess.scope import (
    Context,
    Criterion,
    Criticality,
    Gap,
    Place,
    Scoped,
    Service,
    System,
)

HOUSING, WASTE = UUID(int=1), UUID(int=2)
LEDGER, RADIO = UUID(int=11), UUID(int=12)
CONTEXT = Context("m", "o", "p", "t", "r")
READY = System(
    name="Ledger",
    kind="Finance",
    supplier="Brackenfold",
    criticality="mission_critical",
    criteria=("statutory",),
    rationale="Nobody is paid.",
    services=frozenset({HOUSING}),
)
COMPLETE = Scoped(
    context=CONTEXT,
    services={HOUSING: Service("Housing", "Homes", "Director")},
    systems={LEDGER: READY},
    prioritised={LEDGER: "All depend on it."},
)


def test_a_complete_scope_lacks_nothing() -> None:
    assert scope.gaps(COMPLETE) == ()


def test_an_empty_scope_lacks_all() -> None:
    assert scope.gaps(Scoped(Context())) == (
        *(
            Gap(f"Context: write about {title}", Place.CONTEXT)
            for title in ("mission", "objectives", "priorities", "threats", "risk appetite")
        ),
        Gap("Add at least one essential service that is in scope", Place.SERVICES),
        Gap("Add at least one system", Place.SYSTEMS),
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            replace(COMPLETE, services={HOUSING: Service("Housing", "", "Director")}),
            [Gap("Housing: describe the service", Place.SERVICE, HOUSING)],
        ),
        (
            replace(COMPLETE, services={HOUSING: Service("Housing", "Homes")}),
            [Gap("Housing: say who owns the service", Place.SERVICE, HOUSING)],
        ),
        (
            replace(
                COMPLETE,
                services={
                    **COMPLETE.services,
                    WASTE: Service("Waste", in_scope=False),
                },
            ),
            [],
        ),
        (replace(COMPLETE, prioritised={}), [Gap("Prioritise at least one system", "priorities")]),
        (
            replace(COMPLETE, systems={LEDGER: replace(READY, criticality="")}),
            [Gap("Ledger: say how critical the system is", Place.SYSTEM, LEDGER)],
        ),
        (
            replace(COMPLETE, systems={LEDGER: replace(READY, criticality="non_critical")}),
            [
                Gap(
                    "Ledger is prioritised, and needs to be critical: it is marked non-critical",
                    Place.SYSTEM,
                    LEDGER,
                )
            ],
        ),
        (
            replace(
                COMPLETE,
                systems={
                    LEDGER: READY,
                    RADIO: System("Radio", criticality="non_critical", services=READY.services),
                },
            ),
            [Gap("Radio: say why it is that critical", Place.SYSTEM, RADIO)],
        ),
    ],
)
def test_each_gap_is_named_where_it_is_mended(changed: Scoped, expected: list[Gap]) -> None:
    assert list(scope.gaps(changed)) == expected


def test_what_a_system_still_needs() -> None:
    assert scope.lacks(READY, frozenset({HOUSING})) == ()
    assert scope.lacks(READY, frozenset({WASTE})) == ("a service in scope that it supports",)
    assert scope.lacks(System("Bare"), frozenset({HOUSING})) == (
        "what type of system it is",
        "who supplies it",
        "a service in scope that it supports",
        "how critical it is",
        "why it is that critical",
    )


def test_the_suggestion_orders_by_criticality_criteria_services_and_name() -> None:
    systems = {
        UUID(int=1): System("unknown"),
        UUID(int=2): System("b", criticality="mission_critical", criteria=("statutory",)),
        UUID(int=3): System("a", criticality="mission_critical", criteria=("statutory",)),
        UUID(int=4): System(
            "z", criticality="mission_critical", criteria=("statutory",), services=READY.services
        ),
        UUID(int=5): System(
            "y", criticality="mission_critical", criteria=("statutory", "no_workaround")
        ),
        UUID(int=6): System("x", criticality="business_critical", criteria=tuple(Criterion)),
    }
    assert [key.int for key in scope.suggested(systems)] == [5, 4, 3, 2, 6, 1]


@given(
    st.dictionaries(
        st.uuids(),
        st.builds(
            System,
            name=st.text(max_size=5),
            criticality=st.sampled_from(["", *Criticality]),
            criteria=st.lists(st.sampled_from(Criterion), unique=True).map(tuple),
        ),
        max_size=8,
    )
)
def test_the_suggestion_leaves_nothing_out_and_does_not_depend_on_the_order(
    systems: dict[UUID, System],
) -> None:
    order = scope.suggested(systems)
    assert sorted(order) == sorted(systems)
    assert scope.suggested(dict(reversed(systems.items()))) == order
