"""The map of hexagons: geometry that holds for any places, and text that stays text."""

import math
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from wardmote.server.shell import hexagons
from wardmote.server.shell.hexagons import SIDE, WIDTH, Cell

SVG = "{http://www.w3.org/2000/svg}"
places = st.integers(-50, 50)
cells = st.builds(Cell, places, places, st.sampled_from(["plain", "chosen"]))


def drawn(*shown: Cell, title: str = "Map", description: str = "") -> ElementTree.Element:
    text = str(hexagons.draw(shown, title=title, description=description))
    return ElementTree.fromstring(text.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))


@given(cells, cells)
def test_two_places_never_overlap(one: Cell, other: Cell) -> None:
    apart = math.dist(hexagons.centre(one), hexagons.centre(other))
    if (one.q, one.r) == (other.q, other.r):
        assert apart == 0
    else:
        assert apart >= WIDTH * (1 - 1e-9)


@given(cells)
def test_a_hexagon_has_six_neighbours_that_touch_it(cell: Cell) -> None:
    touching = [
        (q, r)
        for q in range(cell.q - 2, cell.q + 3)
        for r in range(cell.r - 2, cell.r + 3)
        if math.isclose(
            math.dist(hexagons.centre(cell), hexagons.centre(Cell(q, r))), WIDTH, rel_tol=1e-9
        )
    ]
    assert len(touching) == 6


@given(cells)
def test_all_sides_are_the_same(cell: Cell) -> None:
    points = hexagons.corners(cell)
    for here, there in zip(points, [*points[1:], points[0]], strict=True):
        assert math.isclose(math.dist(here, there), SIDE, rel_tol=1e-9)


@given(st.lists(cells, max_size=20))
def test_the_drawing_covers_every_corner(shown: list[Cell]) -> None:
    left, top, width, height = map(float, drawn(*shown).attrib["viewBox"].split())
    for x, y in (point for cell in shown for point in hexagons.corners(cell)):
        assert left < x < left + width
        assert top < y < top + height


def test_north_is_up_and_east_is_right() -> None:
    x, y = hexagons.centre(Cell(0, 0))
    assert hexagons.centre(Cell(1, 0)) == (x + WIDTH, y)
    assert hexagons.centre(Cell(0, 1))[1] < y


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)


@given(words, words, words)
def test_what_is_written_stays_text(title: str, label: str, link: str) -> None:
    root = drawn(Cell(0, 0, "chosen", label=label, link=f"/{link}"), title=title)
    assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == [title, ""]
    (anchor,) = root.findall(f"{SVG}a")
    assert anchor.attrib == {"href": f"/{link}", "aria-label": label}
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        *("svg", "title", "desc", "a", "path"),
    }


def test_a_backdrop_is_one_path_for_each_kind() -> None:
    shown = [Cell(q, 0, kind) for kind in ("plain", "other") for q in range(9)]
    paths = drawn(*shown, Cell(3, 3, "chosen", label="Here")).findall(f"{SVG}path")
    assert [path.attrib["class"] for path in paths] == [
        "wm-hexagon wm-hexagon--plain",
        "wm-hexagon wm-hexagon--other",
        "wm-hexagon wm-hexagon--chosen",
    ]


def test_nothing_at_all_is_still_a_drawing() -> None:
    assert drawn().attrib["role"] == "img"
