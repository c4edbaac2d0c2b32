"""Modules and functions stay short; what is too long may only shrink."""

from tests.house import sizes


def test_nothing_new_is_too_long_and_nothing_too_long_grows() -> None:
    known = sizes.recorded()
    grown = {name: size for name, size in sizes.found().items() if size > known.get(name, 0)}
    assert grown == {}, "Split it: a module by its nouns, a function by its steps."


def test_the_record_of_what_is_too_long_is_as_short_as_it_can_be() -> None:
    assert sizes.recorded() == sizes.renewed(), "It shrank. Renew the record with `make docs`."
