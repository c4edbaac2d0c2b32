"""What a schema finds wrong, in plain words with the place."""

from collections.abc import Collection, Iterable

import jsonschema_rs

MOST = 5
"""How many complaints are made of one object."""

LONGEST = 200
TIME = "must be a time in UTC, such as 2026-01-31T09:30:00.000Z"
SAYS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}


def plain(errors: Iterable[jsonschema_rs.ValidationError], times: Collection[str]) -> list[str]:
    """Say of each place what is wrong there, the first few places alone.

    Shape: `times` are the names of properties that hold times.
    """
    said: dict[str, str] = {}
    for error in errors:
        said.setdefault(_place(error.instance_path), _words(error, times))
    return [f"{place}: {words}."[:LONGEST] for place, words in sorted(said.items())][:MOST]


def _place(path: list[str | int]) -> str:
    place = ""
    for step in path:
        place += f"[{step}]" if isinstance(step, int) else f".{step}"
    return place.removeprefix(".") or "object"


def _words(error: jsonschema_rs.ValidationError, times: Collection[str]) -> str:
    kind, detail = error.kind.name, error.kind.as_dict()
    match kind:
        case "required":
            return f"{detail['property']} is missing"
        case "type":
            return "must be " + " or ".join(SAYS.get(each, each) for each in detail["types"])
        case "enum":
            return "must be one of " + ", ".join(map(str, detail["options"]))
        case "additionalProperties":
            return "has names that STIX does not allow: " + ", ".join(detail["unexpected"])
        case "minItems" | "minProperties":
            return "must not be empty; leave it out instead"
        case "minimum" | "maximum":
            return f"must be {'at least' if kind == 'minimum' else 'at most'} {detail['limit']}"
        case "pattern":
            return _shape(error, detail["pattern"], times)
        case "anyOf" if error.instance is None or error.instance in ([], ""):
            return "must not be empty; leave it out instead"
        case "not":
            return "holds what STIX does not allow there"
    return "is none of the forms that STIX allows there"


def _shape(error: jsonschema_rs.ValidationError, pattern: str, times: Collection[str]) -> str:
    name = next((step for step in reversed(error.instance_path) if isinstance(step, str)), "")
    if name in times:
        return TIME + (", with its milliseconds" if name in ("created", "modified") else "")
    if name == "id" or name.endswith(("_ref", "_refs")):
        if pattern.startswith("^[a-z]"):
            return "must be a type, two dashes and a UUID, such as indicator--… (version 1 to 5)"
        return f"must begin as {pattern.removeprefix('^')}"
    return f"must have the form {pattern}"
