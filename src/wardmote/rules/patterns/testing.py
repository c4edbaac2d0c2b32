"""Finds the objects of one observation for which a test holds.

Source: STIX 2.1, sections 9.5 to 9.7: AND asks for one object that passes both sides. A
reference is followed to the object that it names, within the same observation.
"""

from collections.abc import Mapping, Sequence

from wardmote.rules.patterns import comparing, literals, values
from wardmote.rules.patterns.values import Join

Objects = Mapping[str, Mapping[str, object]]


def passing(test: values.Test, objects: Objects, regex: comparing.Regex) -> frozenset[str]:
    """Give the ids of the objects for which a test holds."""
    if isinstance(test, values.Joined):
        found = [passing(part, objects, regex) for part in test.parts]
        join = frozenset.intersection if test.join == Join.AND else frozenset.union
        return join(*found)
    return frozenset(
        ref
        for ref, thing in objects.items()
        if thing.get("type") == test.path.type and _passes(test, thing, objects, regex)
    )


def at(path: values.Path, thing: Mapping[str, object], objects: Objects) -> list[object]:
    """Give the values that stand at a path of an object."""
    found: list[object] = [thing]
    for step in path.steps:
        found = [value for each in found for value in _stepped(each, step, objects)]
    return found


def _passes(
    test: values.Comparison | values.Exists,
    thing: Mapping[str, object],
    objects: Objects,
    regex: comparing.Regex,
) -> bool:
    found = at(test.path, thing, objects)
    if isinstance(test, values.Exists):
        return bool(found) != test.negated
    return any(comparing.holds(test, value, regex) for value in found)


def _stepped(thing: object, step: values.Step, objects: Objects) -> Sequence[object]:
    if isinstance(step, values.Every):
        return thing if isinstance(thing, list | tuple) else ()
    if isinstance(step, int):
        inside = isinstance(thing, list | tuple) and 0 <= step < len(thing)
        return (thing[step],) if inside else ()  # type: ignore[index]
    if not isinstance(thing, Mapping) or step not in thing:
        return ()
    value = thing[step]
    if step.endswith("_ref"):
        return _followed((value,), objects)
    if step.endswith("_refs"):
        followed = _followed(value, objects) if isinstance(value, list | tuple) else []
        return (followed,) if followed else ()
    return (literals.stored(step, value),)


def _followed(references: Sequence[object], objects: Objects) -> list[object]:
    return [objects[ref] for ref in references if isinstance(ref, str) and ref in objects]
