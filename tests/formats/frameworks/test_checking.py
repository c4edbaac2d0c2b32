"""Any file that a steward may give: recognised, compared, and refused line by line."""

import pytest

from wardmote.formats.frameworks import checking, oscal, packs, shipped
from wardmote.formats.frameworks.profile_reading import Head
from wardmote.rules.refusal import Invalid, Missing, Refusal

KNOWN = shipped.frameworks()
CAF = shipped.framework("caf-4.0")
BASELINE = shipped.profile("caf-4.0:baseline")


def check(text: str | bytes, source: str = "file.json", **head: object) -> checking.Checked:
    data = text.encode() if isinstance(text, str) else text
    return checking.check(data, source, KNOWN, Head(**head))


def test_a_profile_in_our_own_form_comes_back_as_it_was() -> None:
    checked = check(packs.dump_profile(BASELINE))
    assert (checked.profile, checked.problems) == (BASELINE, ())
    assert checked.what == "the profile caf-4.0:baseline, which names 37 of 41 outcomes"


def test_a_profile_in_csv_needs_its_framework() -> None:
    text = "Outcome,Target\nA1.a,Achieved\nA2.a,PA\nB1.a,n/a\n"
    with pytest.raises(Invalid, match="Choose the framework"):
        check(text, "our-targets.csv")
    made = check(text, "our-targets.csv", framework="caf-4.0", official=True).profile
    assert made is not None
    assert (made.ref, made.title, made.official) == ("caf-4.0:our-targets", "Our targets", True)
    assert made.targets == {"A1.a": "achieved", "A2.a": "partially_achieved", "B1.a": None}


def test_what_is_wrong_with_a_profile_is_said_by_line() -> None:
    text = packs.dump_profile(BASELINE).replace('"A1.b": "achieved"', '"A1.b": "superb"')
    text = text.replace('"official": false', '"official": "perhaps"')
    checked = check(text)
    assert (checked.profile, checked.may_store) == (None, False)
    lines = text.splitlines()
    assert [(lines[each.line - 1][:12], each.fault) for each in checked.problems] == [
        ('"official": ', "malformed"),
        ('"A1.b": "sup', "unknown"),
    ]


def test_a_profile_of_something_unknown_is_refused() -> None:
    text = packs.dump_profile(BASELINE).replace('"framework": "caf-4.0"', '"framework": "x-1"')
    with pytest.raises(Missing, match="does not know the framework 'x-1'"):
        check(text)


def test_another_wording_is_known_by_its_statements() -> None:
    checked = check(oscal.dump(shipped.framework("caf-3.2")), title="Ours")
    assert checked.framework is not None
    assert (checked.framework.ref, checked.framework.wording) == ("caf-3.2", "Ours")
    assert (checked.is_new, checked.problems) == (False, ())


def test_a_new_framework_is_checked_by_its_form() -> None:
    checked = check(packs.dump_framework(CAF).replace('"version": "4.0"', '"version": "9"'))
    assert (checked.is_new, checked.may_store, checked.problems) == (True, True, ())


def test_a_code_that_no_address_could_hold_is_refused() -> None:
    text = packs.dump_framework(CAF).replace('"version": "4.0"', '"version": "9"')
    checked = check(text.replace('"code": "A1.a"', '"code": "A1/../a"'))
    assert [each.message for each in checked.problems] == [
        "The code 'A1/../a' must be 1 to 40 letters, digits, dots and hyphens."
    ]


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (b"", "a.json"),
        (b"", "a.csv"),
        (b"outcome,level\n", "a.csv"),
        (b'{"targets": {', "a.json"),
        (b'{"targets": []}', "a.json"),
        (b'{"targets": {"A1.a": ["x"]}, "framework": "caf-4.0"}', "a.json"),
        (b"\xff\xfe", "a.yaml"),
        (b"PK\x03\x04", "a.xlsx"),
        (b"\0", "a.csv"),
        (b"[" * 10_000, "a.json"),
        (b"a: &a [1]\nb: &b [*a,*a]\n" * 3, "a.yaml"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(data: bytes, source: str) -> None:
    assert len(said(data, source)) > 10


def said(data: bytes, source: str) -> str:
    """Give all that is said against a file; nothing where it may be stored."""
    try:
        checked = check(data, source, framework="caf-4.0")
    except Refusal as refusal:
        return refusal.message
    return "" if checked.may_store else " ".join(each.message for each in checked.problems)
