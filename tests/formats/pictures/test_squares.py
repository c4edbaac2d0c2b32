"""One square for each outcome."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.frameworks import shipped
from wardmote.formats.pictures import squares
from wardmote.rules.assess import results
from wardmote.rules.assess.results import Group, Mark, Standing
from wardmote.rules.frameworks.values import Level, Part

CAF = shipped.framework("caf-4.0")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(groups: tuple[Group, ...]) -> ElementTree.Element:
    found = squares.row(groups, CAF.levels, href=lambda code: f"/x/{code}/", name="p0")
    return ElementTree.fromstring(f"<div>{found}</div>")


def group(standings: tuple[Standing, ...]) -> tuple[Group, ...]:
    return (Group("A1", "Governance", standings, results.tally(standings)),)


def test_every_outcome_of_a_part_has_one_square_that_leads_to_it() -> None:
    for part in Part:
        codes = [each.code for each in CAF.part_outcomes(part)]
        found = {
            code: results.standing(CAF, None, code, judged="", needs_review=False) for code in codes
        }
        picture = drawn(results.by_principle(CAF, part, found))
        links = [each.get("href") for each in picture.iter() if each.tag.endswith("a")]
        assert links == [f"/x/{code}/" for code in codes]


def test_level_and_mark_are_told_by_letter_shape_and_words() -> None:
    lowest, middle, highest = CAF.levels
    four = (
        Standing("A1.a", "One", highest, highest, Mark.REACHES),
        Standing("A1.b", "Two", middle, highest, Mark.BELOW),
        Standing("A1.c", "Three", lowest, None, Mark.NO_TARGET),
        Standing("A1.d", "Four", None, middle, Mark.NOT_JUDGED),
    )
    picture = drawn(group(four))
    links = [each for each in picture.iter() if each.tag == "a"]
    assert [each.get("aria-label") for each in links] == [
        "A1.a One: Achieved; reaches the profile, which asks for Achieved",
        "A1.b Two: Partially achieved; below the profile, which asks for Achieved",
        "A1.c Three: Not achieved",
        "A1.d Four: not judged yet; the profile asks for Partially achieved",
    ]
    letters = [
        text.text for text in picture.iter("text") if text.get("class") == "wm-squares__letters"
    ]
    assert letters == ["A", "PA", "NA", "?"]
    assert [len({each.get("class") for each in link.iter("path")}) for link in links] == [
        1,
        2,
        0,
        0,
    ]
    assert next(picture.iter("title")).text == "A1 Governance"
    assert next(picture.iter("desc")).text == (
        "1 of 3 outcomes with a target reaches the profile; 1 not judged yet."
    )


@given(st.text(min_size=1, max_size=30))
def test_hostile_names_stay_text(name: str) -> None:
    printable = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", name)
    level = Level("not_achieved", printable + "<script>")
    standings = (Standing("A1.a", f'{printable}"><script>', level, None, Mark.NO_TARGET),)
    groups = (Group(f"A1{printable}", printable, standings, results.tally(standings)),)
    levels = (level, *CAF.levels[1:])
    made = squares.row(groups, levels, href=lambda code: f'/"{code}<', name=printable)
    tree = ElementTree.fromstring(f"<div>{made}</div>")
    assert "<script" not in made
    assert len(list(tree.iter("a"))) == 1


def test_it_is_compact() -> None:
    found = {
        each.code: results.standing(CAF, None, each.code, judged="achieved", needs_review=False)
        for each in CAF.part_outcomes(Part.SYSTEM)
    }
    groups = results.by_principle(CAF, Part.SYSTEM, found)
    made = squares.row(groups, CAF.levels, href=lambda code: f"/x/{code}/", name="p1")
    assert len(made) < 20_000
