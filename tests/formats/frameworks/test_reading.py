"""Frameworks from the files that users have, and what is said of wrong ones."""

import csv
import io
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.frameworks import oscal, packs, reading, shipped, trees
from wardmote.rules.frameworks import packs as checks
from wardmote.rules.frameworks.readings import Fault, Reading, Report
from wardmote.rules.frameworks.values import Framework
from wardmote.rules.refusal import Invalid

REFS = tuple(each.ref for each in shipped.frameworks())
CAF = shipped.framework("caf-4.0")


def report(read: Reading) -> Report:
    known = shipped.frameworks()
    published = {each.ref: shipped.fingerprints(each.ref) for each in known}
    return checks.closest(known, read, published)


def table(framework: Framework, header: str = "Outcome,Level,Statement") -> str:
    """Write a framework as a plain table."""
    out = io.StringIO()
    out.write(f"{header}\n")
    csv.writer(out, lineterminator="\n").writerows(
        (outcome.code, level.title, statement.text)
        for outcome in framework.outcomes
        for level in framework.levels
        for statement in outcome.column(level.code)
    )
    return out.getvalue()


@pytest.mark.parametrize("ref", REFS)
def test_our_pack_comes_back_as_it_went(ref: str) -> None:
    framework = shipped.framework(ref)
    read = reading.read(packs.dump_framework(framework).encode(), "pack.json")
    assert (read.framework, read.problems, report(read).complete) == (framework, (), True)


@pytest.mark.parametrize("ref", REFS)
def test_an_oscal_catalog_comes_back_as_it_went(ref: str) -> None:
    framework = shipped.framework(ref)
    read = reading.read(oscal.dump(framework).encode(), "catalog.json")
    assert (read.framework, read.problems, report(read).complete) == (framework, (), True)


def test_an_oscal_catalog_has_what_the_standard_asks() -> None:
    catalog = json.loads(oscal.dump(CAF))["catalog"]
    assert list(catalog) == ["uuid", "metadata", "groups"]
    metadata = catalog["metadata"]
    assert (metadata["title"], metadata["version"], metadata["oscal-version"]) == (
        "Cyber Assessment Framework",
        "4.0",
        "1.1.3",
    )
    assert metadata["last-modified"] == "2025-08-06T00:00:00Z"
    control = catalog["groups"][0]["groups"][1]["controls"][0]
    assert (control["id"], control["class"], control["title"]) == (
        "A2.a",
        "outcome",
        "Risk Management Process",
    )
    assert control["parts"][1]["props"] == [
        {
            "name": "level",
            "ns": "urn:wardmote:oscal",
            "value": "not_achieved",
            "class": "position-1",
        }
    ]


@pytest.mark.parametrize("ref", REFS)
@pytest.mark.parametrize("header", ["outcome,level,statement", "OUTCOME, Level ,Text"])
def test_a_plain_table_gives_the_framework(ref: str, header: str) -> None:
    framework = shipped.framework(ref)
    read = reading.read(table(framework, header).encode("utf-8-sig"), "table.csv")
    found = report(read)
    assert (found.framework, found.complete) == (ref, True)
    assert checks.reword(framework, found, framework.wording, framework.source) == framework


def test_a_table_may_be_parted_by_semicolons_and_number_its_rows() -> None:
    text = "no;statement;level;outcome\nA1.a.A.2;two;A;A1.a\n1;one;achieved;A1.a\n"
    read = reading.read(text.encode(), "table.csv")
    assert [(row.position, row.text, row.line) for row in read.rows] == [
        (2, "two", 2),
        (1, "one", 3),
    ]


def test_what_is_missing_from_a_table_is_named_with_the_lines_near_it() -> None:
    lines = table(CAF).splitlines()
    del lines[4]
    read = reading.read("\n".join([*lines, "Z9.z,A,More\n"]).encode(), "table.csv")
    found = report(read)
    assert (found.framework, found.matched, found.expected) == ("caf-4.0", 556, 557)
    assert [(each.fault, each.line, each.message) for each in found.problems] == [
        (Fault.MISSING, 4, "A1.a.NA.4 is missing."),
        (Fault.UNKNOWN, 558, "Cyber Assessment Framework 4.0 has no outcome 'Z9.z'."),
    ]


@pytest.mark.parametrize("ref", ["caf-3.2", "caf-4.0"])
def test_half_a_table_is_still_compared_with_the_right_framework(ref: str) -> None:
    lines = table(shipped.framework(ref)).splitlines()
    half = reading.read("\n".join([lines[0], *lines[len(lines) // 2 :]]).encode(), "t.csv")
    assert (report(half).framework, report(half).complete) == (ref, False)


PACK = packs.dump_framework(CAF)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            '"stands": {"not_achieved": 2}',
            '"stands": {"not_achieved": 3}',
            28,
            "A1.a: 'Not achieved' is not numbered from 1 without a gap.",
        ),
        ('"part": "organisation"', '"part": "office"', 21, "The part must be"),
        ('"code": "A1.a.NA.2"', '"code": "A1.a.NA.1"', 33, "The code 'A1.a.NA.1' is used twice."),
        ('{"not_achieved": 2}', '{"not_achieved": "x"}', 34, "A position must be a whole number"),
        ('"title": "Board Direction"', '"title": ""', 28, "A1.a has no title."),
    ],
)
def test_a_wrong_pack_is_never_loaded(old: str, new: str, line: int, message: str) -> None:
    assert old in PACK
    read = reading.read(PACK.replace(old, new, 1).encode(), "pack.json")
    found = report(read)
    assert (read.framework, found.complete) == (None, False)
    matching = [each.line for each in read.problems if each.message.startswith(message)]
    assert [abs(each - line) <= 1 for each in matching] == [True]


def test_a_pack_of_a_framework_that_is_not_known_is_checked_for_its_form() -> None:
    read = reading.read(PACK.replace('"version": "4.0"', '"version": "9"').encode(), "pack.json")
    found = report(read)
    assert (found.framework, found.known, found.complete) == ("caf-9", False, True)


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "t.csv", "t.csv: The file is empty."),
        (b"a,b\n1,2", "t.csv", "t.csv:1: The first line must name the columns."),
        (b"outcome,level,statement\n", "t.csv", "t.csv: There are no statements in this file."),
        (b'outcome,level,statement\nA1.a,"A', "t.csv", "t.csv:2: This is not valid CSV"),
        (b"outcome,level,statement\n\xff", "t.csv", "t.csv: The file is not in UTF-8."),
        (b"x" * 20_000_001, "t.csv", "t.csv: The file has 20 MB"),
        (
            b"outcome,level,statement\n" + b"a,b,c\n" * 20_001,
            "t.csv",
            "t.csv:20002: There are more than 20,000 rows.",
        ),
        (
            b"outcome,level,statement\na,b," + b"x" * 200_000,
            "t.csv",
            "t.csv:2: This is not valid CSV",
        ),
        (b"PK\x03\x04", "t.xlsx", "t.xlsx: This is a workbook."),
        (b"hello", "t.yaml", "t.yaml:1: This is none of the formats"),
        (b"[1, 2]", "t.json", "t.json:1: This is none of the formats"),
        (b'{"objectives": []}', "t.json", "t.json:1: This is none of the formats"),
        (b'{"objectives": [1]}', "t.json", "t.json: There are no statements"),
        (b"objectives: {a: {principles: 7}}", "t.yaml", "t.yaml: There are no statements"),
        (b'{"catalog": 5}', "t.json", "t.json: There are no statements"),
        (b'{"objects": {"framework": {"a": 1}}}', "t.yaml", "t.yaml: There are no statements"),
    ],
)
def test_what_is_no_framework_is_refused(data: bytes, name: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        reading.read(data, name)
    assert str(refusal.value)[: len(message)] == message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"^gone\.json: The file cannot be read: No such file"):
        reading.load(tmp_path / "gone.json")


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
KEYS = """
catalog metadata groups controls parts props id title value name objects framework ref_id
requirement_nodes assessable description objectives principles outcomes indicators achieved stands
"""


@given(
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=5)
        ),
        max_leaves=25,
    )
)
def test_any_tree_is_read_or_refused(tree: object) -> None:
    try:
        read = reading.read(json.dumps(tree).encode(), "file.json")
        complete = report(read).complete
    except Invalid:
        complete = False
    assert complete is False


def webcaf(framework: Framework) -> bytes:
    """Write a framework as WebCAF does: columns by title, statements by running number."""
    objectives = {
        objective.code: {
            "principles": {
                principle.code: {
                    "outcomes": {
                        outcome.code: {
                            "code": outcome.code,
                            "indicators": {
                                level.title.lower().replace(" ", "-"): {
                                    f"{outcome.code}.{level.short}{number}": {
                                        "description": statement.text
                                    }
                                    for number, statement in enumerate(outcome.column(level.code))
                                }
                                for level in framework.levels
                            },
                        }
                        for outcome in principle.outcomes
                    }
                }
                for principle in objective.principles
            }
        }
        for objective in framework.objectives
    }
    return yaml.safe_dump({"objectives": objectives}, sort_keys=False).encode()


def ciso_assistant(framework: Framework, level: str) -> bytes:
    """Write one column of a framework as CISO Assistant does."""
    nodes: list[dict[str, object]] = []
    for outcome in framework.outcomes:
        nodes.append({"ref_id": outcome.code, "assessable": False})
        for number, statement in enumerate(outcome.column(level), start=1):
            ref = f"{outcome.code}.{number}"
            nodes.append({"ref_id": ref, "assessable": True, "description": statement.text})
    content = {"ref_id": f"ncsc-{framework.ref}", "name": "CAF", "requirement_nodes": nodes}
    return yaml.safe_dump({"objects": {"framework": content}}).encode()


def test_a_webcaf_file_of_any_wording_is_matched_by_position() -> None:
    found = report(reading.read(webcaf(CAF), "webcaf.yaml"))
    assert (found.format, found.framework, found.complete) == ("WebCAF YAML", "caf-4.0", True)
    assert checks.reword(CAF, found, CAF.wording, CAF.source) == CAF


def test_a_ciso_assistant_file_lacks_two_columns() -> None:
    read = reading.read(ciso_assistant(CAF, "achieved"), "caf.yaml")
    found = report(read)
    assert (read.ref, found.matched, found.expected, found.complete) == ("caf-4.0", 225, 557, False)
    assert {each.fault for each in found.problems} == {Fault.MISSING}
    with pytest.raises(Invalid, match="225 of 557 statements match and 332 problems are left"):
        checks.reword(CAF, found, "Official", "file")


def test_a_catalog_that_others_made_is_matched_by_level_and_order() -> None:
    control = {
        "id": "a1.a",
        "title": "Board",
        "parts": [
            {"name": "item", "prose": "one", "props": [{"name": "level", "value": "Achieved"}]},
            {"name": "item", "prose": "two", "props": [{"name": "level", "value": "NA"}]},
            {"name": "guidance", "prose": "none"},
        ],
    }
    catalog = {"catalog": {"groups": [{"id": "a", "controls": [control]}]}}
    read = reading.read(json.dumps(catalog, indent=1).encode(), "catalog.json")
    found = checks.check(CAF, read, {})
    assert (read.framework, found.matched) == (None, 2)
    assert found.texts == {"A1.a.A.1": "one", "A1.a.NA.1": "two"}


def test_characters_that_do_not_print_are_dropped() -> None:
    data = json.dumps({"objectives": [{"code": "A\x1b[2J\u202e", "title": "a\x07\n b😀"}]}).encode()
    with pytest.raises(Invalid, match="There are no statements"):
        reading.read(data, "pack.json")
    objective = trees.read(data, "pack.json").get("objectives").items[0]
    assert (objective.get("code").text, objective.get("title").text) == ("A[2J", "a b😀")


def test_webcaf_holds_the_whole_of_3_2(reference: Path) -> None:
    read = reading.load(reference / "webcaf-cyber-assessment-framework-v3.2.yaml")
    found = report(read)
    assert (found.format, found.framework, found.complete) == ("WebCAF YAML", "caf-3.2", True)
    assert (found.matched, found.published, found.problems) == (449, 449, ())


def test_a_webcaf_file_without_one_statement_says_which(reference: Path) -> None:
    data = (reference / "webcaf-cyber-assessment-framework-v3.2.yaml").read_text()
    cut = data.replace("ncsc-index: A1.b.NA.2", "ncsc-index: A1.b.NA.3", 1)
    found = report(reading.read(cut.encode(), "webcaf.yaml"))
    assert [(each.fault, each.statement) for each in found.problems] == [
        (Fault.MISPLACED, "A1.b.NA.3"),
        (Fault.DUPLICATE, "A1.b.NA.3"),
        (Fault.MISSING, "A1.b.NA.2"),
    ]
    assert all(each.line for each in found.problems)


def test_ciso_assistant_holds_the_achieved_column_of_4_0_alone(reference: Path) -> None:
    found = report(reading.load(reference / "ncsc-caf-4.0.yaml"))
    assert (found.framework, found.matched, found.expected) == ("caf-4.0", 225, 557)
    assert {each.fault for each in found.problems} == {Fault.MISSING}
    lacking = [each.statement.split(".")[2] for each in found.problems]
    assert (lacking.count("NA"), lacking.count("PA"), lacking.count("A")) == (184, 148, 0)
    assert found.note.startswith("CISO Assistant keeps the achieved column alone")
    assert (found.published, found.differing) == (224, ("B4.a.A.5",))


@pytest.mark.parametrize("ref", ["caf-3.2", "caf-4.0"])
def test_the_published_table_gives_the_official_wording(reference: Path, ref: str) -> None:
    known = shipped.framework(ref)
    found = report(reading.load(reference / f"{ref}-igps.csv"))
    framework = checks.reword(known, found, "Official", "file")
    assert (found.framework, found.published, found.complete) == (ref, found.expected, True)
    assert [each.code for each in framework.outcomes] == [each.code for each in known.outcomes]
    assert framework.outcomes[0].statements[0].text.startswith("The security of network and")
