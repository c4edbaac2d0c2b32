"""What is shipped: complete, unchanged since it was published, and in our own words."""

import csv
import hashlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import wardmote
from wardmote.formats.frameworks import packs, shipped
from wardmote.rules.frameworks import packs as checks
from wardmote.rules.frameworks import structure
from wardmote.rules.frameworks.values import Change, Framework, Part
from wardmote.rules.refusal import Missing

DATA = Path(wardmote.__file__).parent / "data"
PUBLISHED = Path(__file__).with_name("published.sha256")
CAF_LEVELS = {
    "not-achieved": "not_achieved",
    "partially-achieved": "partially_achieved",
    "achieved": "achieved",
}
COUNTS = {
    # Source: NCSC CAF v3.2 and v4.0: statements not achieved / partially achieved / achieved
    "caf-3.2": """
A1.a 4/0/4, A1.b 3/0/3, A1.c 5/0/4, A2.a 8/6/9, A2.b 3/0/5, A3.a 5/0/5, A4.a 4/6/7, B1.a 7/2/6,
B1.b 6/4/4, B2.a 5/7/6, B2.b 4/5/4, B2.c 7/4/4, B2.d 5/4/5, B3.a 4/6/9, B3.b 3/2/3, B3.c 3/4/5,
B3.d 3/3/3, B3.e 1/1/2, B4.a 4/5/5, B4.b 5/6/8, B4.c 2/3/3, B4.d 5/5/4, B5.a 3/2/2, B5.b 3/2/4,
B5.c 3/2/2, B6.a 4/3/6, B6.b 3/3/4, C1.a 4/4/6, C1.b 5/3/7, C1.c 5/5/6, C1.d 4/4/4, C1.e 7/6/7,
C2.a 2/0/4, C2.b 1/0/2, D1.a 3/4/4, D1.b 3/0/6, D1.c 4/0/4, D2.a 2/0/3, D2.b 2/0/5
""",
    "caf-4.0": """
A1.a 4/0/6, A1.b 3/0/3, A1.c 6/0/4, A2.a 8/5/9, A2.b 4/5/8, A2.c 3/0/5, A3.a 5/0/5,
A4.a 4/7/10, A4.b 4/10/5, B1.a 7/2/7, B1.b 6/4/4, B2.a 5/7/6, B2.b 4/5/4, B2.c 7/4/4,
B2.d 5/4/5, B3.a 4/6/9, B3.b 3/2/3, B3.c 3/4/5, B3.d 3/3/3, B3.e 1/1/2, B4.a 4/5/6, B4.b 6/7/7,
B4.c 2/3/3, B4.d 5/5/4, B5.a 3/2/2, B5.b 3/3/5, B5.c 3/2/2, B6.a 5/4/6, B6.b 6/3/4, C1.a 9/7/9,
C1.b 4/4/5, C1.c 6/9/9, C1.d 5/5/6, C1.e 6/6/9, C1.f 7/4/8, C2.a 3/4/8, D1.a 3/6/4, D1.b 3/0/6,
D1.c 4/0/4, D2.a 4/0/4, D2.b 4/0/7
""",
    "declaration-2018": "P1.a 2/3/4, P2.a 2/3/4, P3.a 2/3/4, P4.a 2/2/3, P5.a 2/2/3",
}
REFS = tuple(COUNTS)
CAF = ("caf-3.2", "caf-4.0")


def counts(framework: Framework) -> str:
    """Write the counts of a framework as the table above has them."""
    return ", ".join(
        f"{outcome.code} "
        + "/".join(str(len(outcome.column(level.code))) for level in framework.levels)
        for outcome in framework.outcomes
    )


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))


def official(reference: Path, ref: str) -> list[dict[str, str]]:
    with (reference / f"{ref}-igps.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("ref", REFS)
def test_each_column_of_each_outcome_has_its_statements(ref: str) -> None:
    assert counts(shipped.framework(ref)) == " ".join(COUNTS[ref].split())


@pytest.mark.parametrize("ref", REFS)
def test_a_shipped_framework_is_well_formed(ref: str) -> None:
    framework = shipped.framework(ref)
    assert structure.problems(framework, {}) == ()
    assert all(outcome.summary for outcome in framework.outcomes)


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("caf-3.2", (4, 14, 39, 449, 431, 12, 27)),
        ("caf-4.0", (4, 14, 41, 557, 537, 14, 27)),
        ("declaration-2018", (1, 5, 5, 41, 38, 5, 0)),
    ],
)
def test_the_whole_has_its_size(ref: str, expected: tuple[int, ...]) -> None:
    framework = shipped.framework(ref)
    statements = [each for outcome in framework.outcomes for each in outcome.statements]
    assert (
        len(framework.objectives),
        sum(len(objective.principles) for objective in framework.objectives),
        len(framework.outcomes),
        sum(len(each.stands) for each in statements),
        len(statements),
        len(framework.part_outcomes(Part.ORGANISATION)),
        len(framework.part_outcomes(Part.SYSTEM)),
    ) == expected


@pytest.mark.parametrize("ref", REFS)
def test_a_statement_is_named_after_its_lowest_column(ref: str) -> None:
    framework = shipped.framework(ref)
    shorts = {level.code: level.short for level in framework.levels}
    order = list(shorts)
    for outcome in framework.outcomes:
        for statement in outcome.statements:
            lowest = min(statement.stands, key=order.index)
            expected = f"{outcome.code}.{shorts[lowest]}.{statement.stands[lowest]}"
            assert statement.code == expected


def test_published_files_are_never_edited() -> None:
    """A file that was published stays as it is; what is new gets a new name and a new line."""
    expected = dict(line.split("  ")[::-1] for line in PUBLISHED.read_text().splitlines())
    found = {
        str(file.relative_to(DATA)): hashlib.sha256(file.read_bytes()).hexdigest()
        for kind in ("crosswalks", "fingerprints", "frameworks", "profiles")
        for file in (DATA / kind).iterdir()
    }
    assert found == expected


@pytest.mark.parametrize("ref", REFS)
def test_a_pack_is_written_as_it_is_shipped(ref: str) -> None:
    file = DATA / "frameworks" / f"{ref}.json"
    assert packs.dump_framework(shipped.framework(ref)) == file.read_text(encoding="utf-8")


def test_profiles_are_written_as_they_are_shipped() -> None:
    for ref in CAF:
        for profile in shipped.profiles(ref):
            file = DATA / "profiles" / f"{ref}-{profile.code}.json"
            assert packs.dump_profile(profile) == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("ref", "official_", "expected"),
    [
        ("caf-3.2:baseline", True, {"achieved": 10, "partially_achieved": 27, "not_achieved": 2}),
        ("caf-3.2:enhanced", True, {"achieved": 24, "partially_achieved": 13, "not_achieved": 2}),
        ("caf-4.0:baseline", False, {"achieved": 10, "partially_achieved": 27}),
    ],
)
def test_profiles_ask_what_they_are_known_to_ask(
    ref: str, official_: bool, expected: dict[str, int]
) -> None:
    profile = shipped.profile(ref)
    framework = shipped.framework(profile.framework)
    assert (profile.official, "unofficial" in profile.title) == (official_, not official_)
    assert Counter(profile.targets.values()) == expected
    for code, level in profile.targets.items():
        assert level is not None
        assert level == framework.levels[0].code or framework.outcome(code).column(level)


def test_the_derived_profile_follows_the_crosswalk() -> None:
    before, derived = shipped.profile("caf-3.2:baseline"), shipped.profile("caf-4.0:baseline")
    carried = {
        crossing.after: before.targets[crossing.before]
        for crossing in shipped.crosswalk(*CAF).crossings
        if crossing.before and crossing.after
    }
    assert carried.pop("C2.a") == "not_achieved"  # too different to carry a target over
    assert derived.targets == carried


def test_the_crosswalk_names_each_outcome_once() -> None:
    walk = shipped.crosswalk(*CAF)
    before, after = (shipped.framework(ref) for ref in CAF)
    assert [each.before for each in walk.crossings if each.before] == [
        outcome.code for outcome in before.outcomes
    ]
    assert sorted(each.after for each in walk.crossings if each.after) == [
        outcome.code for outcome in after.outcomes
    ]
    assert all(each.note for each in walk.crossings)
    assert Counter(each.change for each in walk.crossings) == {
        Change.SAME: 3,
        Change.RETITLED: 4,
        Change.CHANGED: 31,
        Change.NEW: 3,
        Change.GONE: 1,
    }


def test_the_crosswalk_says_what_is_known_of_the_two_versions() -> None:
    crossings = shipped.crosswalk(*CAF).crossings
    assert {each.after for each in crossings if each.change == Change.NEW} == {
        "A2.b",
        "A4.b",
        "C1.f",
    }
    assert [each.before for each in crossings if each.change == Change.RETITLED] == [
        "C1.a",
        "C1.d",
        "C1.e",
        "D2.a",
    ]
    assert [each.before for each in crossings if each.change == Change.GONE] == ["C2.a"]
    moved = {(each.before, each.after) for each in crossings if each.before and each.after}
    assert {pair for pair in moved if pair[0] != pair[1]} == {("A2.b", "A2.c"), ("C2.b", "C2.a")}


def test_what_is_the_same_in_the_crosswalk_is_the_same_in_the_packs() -> None:
    walk = shipped.crosswalk(*CAF)
    before, after = (
        {
            each.code: each
            for outcome in shipped.framework(ref).outcomes
            for each in outcome.statements
        }
        for ref in CAF
    )
    ways = {each.before: each.after for each in walk.crossings if each.before}
    for old, new in walk.statements.items():
        assert before[old].text == after[new].text
        assert ways[old[:4]] == new[:4]
    for crossing in walk.crossings:
        if crossing.change == Change.SAME:
            old_outcome = shipped.framework(CAF[0]).outcome(crossing.before)
            assert (
                old_outcome.statements
                == shipped.framework(CAF[1]).outcome(crossing.after).statements
            )
            assert all(each.code in walk.statements for each in old_outcome.statements)


@pytest.mark.parametrize(
    ("find", "name"),
    [
        (shipped.framework, "caf-9"),
        (shipped.framework, "../profiles/caf-3.2-baseline"),
        (shipped.profile, "caf-4.0:enhanced"),
    ],
)
def test_what_is_not_shipped_is_missing(find: Callable[[str], object], name: str) -> None:
    with pytest.raises(Missing, match=r"^There is no .* Use one of: caf-3.2"):
        find(name)


def test_there_is_no_crosswalk_backwards() -> None:
    with pytest.raises(Missing, match=r"There is: caf-3.2 to caf-4.0\.$"):
        shipped.crosswalk("caf-4.0", "caf-3.2")


def test_a_framework_without_profiles_has_none() -> None:
    assert shipped.profiles("declaration-2018") == ()


def test_shipped_files_load_without_a_yaml_reader() -> None:
    code = (
        "import sys; from wardmote.formats.frameworks import shipped; shipped.frameworks(); "
        "sys.exit('yaml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("ref", CAF)
def test_counts_and_titles_are_those_of_the_published_tables(reference: Path, ref: str) -> None:
    framework = shipped.framework(ref)
    with (reference / f"{ref}-outcomes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    table = ", ".join(
        f"{row['outcome']} {row['igp_not_achieved']}/{row['igp_partially_achieved']}"
        f"/{row['igp_achieved']}"
        for row in rows
    )
    assert counts(framework) == table
    titles = [(row["outcome"], row["outcome_title"]) for row in rows]
    assert [(each.code, each.title) for each in framework.outcomes] == titles
    for profile in shipped.profiles(ref) if ref == "caf-3.2" else ():
        targets = {row["outcome"]: row[f"govassure_{profile.code}"] for row in rows}
        levels = {each.code: each.title for each in framework.levels}
        assert {code: levels[level or ""] for code, level in profile.targets.items()} == targets


@pytest.mark.parametrize("ref", CAF)
def test_fingerprints_are_of_the_published_texts(reference: Path, ref: str) -> None:
    expected = {
        row["ncsc_index"]: checks.fingerprint(row["statement"]) for row in official(reference, ref)
    }
    assert shipped.fingerprints(ref) == expected


@pytest.mark.parametrize("ref", CAF)
def test_statements_are_one_where_their_published_text_is_one(reference: Path, ref: str) -> None:
    groups: dict[tuple[str, str], dict[str, int]] = {}
    for row in official(reference, ref):
        key = (row["outcome"], checks.fingerprint(row["statement"]))
        groups.setdefault(key, {})[CAF_LEVELS[row["level"]]] = int(row["position"])
    expected = sorted((outcome, sorted(stands.items())) for (outcome, _), stands in groups.items())
    found = sorted(
        (outcome.code, sorted(statement.stands.items()))
        for outcome in shipped.framework(ref).outcomes
        for statement in outcome.statements
    )
    assert found == expected


@pytest.mark.parametrize("ref", CAF)
def test_no_statement_copies_the_published_text(reference: Path, ref: str) -> None:
    texts = [words(row["statement"]) for version in CAF for row in official(reference, version)]
    runs = {tuple(text[start : start + 8]) for text in texts for start in range(len(text) - 7)}
    whole = {tuple(text) for text in texts}
    copied = {}
    for outcome in shipped.framework(ref).outcomes:
        for statement in outcome.statements:
            own = words(statement.text)
            shared = [
                " ".join(own[start : start + 8])
                for start in range(len(own) - 7)
                if tuple(own[start : start + 8]) in runs
            ]
            if shared or tuple(own) in whole:
                copied[statement.code] = shared
    assert copied == {}
