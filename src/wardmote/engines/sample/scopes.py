"""The context, services and systems that an invented council puts in scope.

Source: CAF for local government, scoping; the words are in `data/sample/scope.toml`.
"""

from dataclasses import replace
from functools import cache
from random import Random

from wardmote.engines.sample import words
from wardmote.engines.sample.values import Scope, Service, System
from wardmote.rules.assess.scope import Criterion, Criticality
from wardmote.rules.register.values import Organisation

SERVICES_SHARE = 0.6
FEWEST_SERVICES = 3
FIRST_SYSTEM = "identity"
"""Every council has it, every service needs it, and it is prioritised first."""


def of_council(random: Random, organisation: Organisation, prioritised: int) -> Scope:
    """Choose services and systems, and prioritise so many of them; nobody has signed it off."""
    known = words.load("scope")
    services, uses = _services(random, str(organisation.tier))
    keys = list(dict.fromkeys([FIRST_SYSTEM, *(key for use in uses for key in use)]))
    systems = tuple(
        _system(random, key, number < prioritised, uses) for number, key in enumerate(keys)
    )
    context = {
        field: words.pick(random, texts).format(
            name=organisation.short_name, population=f"{organisation.population or 0:,}"
        )
        for field, texts in known["context"].items()
    }
    return Scope(services=services, systems=systems, **context)


@cache
def _known_services(tier: str) -> tuple[tuple[Service, tuple[str, ...]], ...]:
    return tuple(
        (
            Service(row["name"], row["description"], row["owner"], in_scope=True),
            tuple(row["systems"]),
        )
        for row in words.load("scope")["services"]
        if tier in row["tiers"]
    )


def _services(random: Random, tier: str) -> tuple[tuple[Service, ...], tuple[tuple[str, ...], ...]]:
    known = _known_services(tier)
    chosen = words.some(random, known, SERVICES_SHARE)
    if len(chosen) < FEWEST_SERVICES:
        chosen = list(known[:FEWEST_SERVICES])
    last, used = chosen[-1]
    if len(chosen) > 4 and random.random() < 0.3:
        chosen[-1] = (replace(last, in_scope=False), used)
    return tuple(service for service, _ in chosen), tuple(use for _, use in chosen)


def _system(
    random: Random, key: str, is_prioritised: bool, uses: tuple[tuple[str, ...], ...]
) -> System:
    row = words.load("scope")["systems"][key]
    supports = tuple(number for number, use in enumerate(uses) if key in use or key == FIRST_SYSTEM)
    return System(
        name=row["name"],
        kind=row["kind"],
        supplier=words.pick(random, words.load("scope")["suppliers"]),
        description=row["description"],
        criticality=Criticality(row["criticality"]),
        criteria=tuple(map(Criterion, row["criteria"])),
        rationale=row["rationale"],
        is_prioritised=is_prioritised,
        priority_reason=row["priority_reason"] if is_prioritised else "",
        services=supports,
    )
