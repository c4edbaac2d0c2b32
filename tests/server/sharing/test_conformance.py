"""The table of what OASIS asks names tests that exist."""

from pathlib import Path

from tests.house import sources
from wardmote.formats.taxii import conformance

HERE = Path(__file__).parent


def test_every_requirement_names_a_test_that_exists_or_says_why_not() -> None:
    tests = {
        f"{path.name}::{name}"
        for path in HERE.glob("test_*.py")
        for name, _ in sources.functions(sources.read(path))
    }
    found = conformance.read()
    assert len(found) > 30
    assert {one.verdict for one in found} <= {"met", "partly", "not"}
    assert [one for one in found if one.test and one.test not in tests] == []
    assert [one for one in found if one.verdict == "met" and not one.test] == []
    assert [one for one in found if one.verdict != "met" and not one.note] == []


def test_every_point_that_implementers_get_wrong_is_a_test() -> None:
    names = {
        name
        for path in HERE.glob("test_points*.py")
        for name, _ in sources.functions(sources.read(path))
    }
    numbers = {name[5:7] for name in names if name.startswith("test_")}
    assert numbers == {f"{number:02}" for number in range(1, 14)}
