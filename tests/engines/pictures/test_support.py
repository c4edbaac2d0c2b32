"""The picture of services and systems: well formed, escaped, nothing on top of anything."""

from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.engines.pictures import support
from wardmote.engines.pictures.support import Box

SVG = "{http://www.w3.org/2000/svg}"
NAMES = st.text(st.characters(), max_size=60) | st.sampled_from(
    [
        '<script>alert("x")</script>',
        "]]>&amp;'",
        "\x00\x1b\ufffe",
        "نظام الإسكان",
        "🏠" * 50,
        "x" * 300,
    ]
)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[list[Box], list[Box]]:
    services = draw(st.lists(st.builds(Box, NAMES, is_faint=st.booleans()), max_size=12))
    links = st.lists(st.integers(0, len(services) - 1), unique=True) if services else st.just([])
    systems = draw(
        st.lists(st.builds(Box, NAMES, st.booleans(), links=links.map(tuple)), max_size=12)
    )
    return services, systems


def parsed(services: list[Box], systems: list[Box]) -> ElementTree.Element:
    drawn = support.draw(services, systems, title="Services", description="In words below")
    return ElementTree.fromstring(drawn)


@given(scenes())
@settings(max_examples=60, deadline=None)
def test_it_is_well_formed_and_holds_each_thing_once(scene: tuple[list[Box], list[Box]]) -> None:
    services, systems = scene
    root = parsed(services, systems)
    kinds = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert kinds <= {"svg", "title", "desc", "text", "tspan", "path", "g", "rect"}
    assert len(root.findall(f"{SVG}path")) == sum(len(one.links) for one in systems)
    assert len(root.findall(f"{SVG}g")) == len(services) + len(systems)
    assert root.findtext(f"{SVG}title") == "Services"
    assert root.findtext(f"{SVG}desc") == "In words below"


@given(scenes())
@settings(max_examples=40, deadline=None)
def test_nothing_overlaps_and_nothing_falls_out(scene: tuple[list[Box], list[Box]]) -> None:
    root = parsed(*scene)
    height, width = int(root.attrib["height"]), int(root.attrib["width"])
    boxes = [
        (int(r.attrib["x"]), int(r.attrib["y"]), int(r.attrib["width"]), int(r.attrib["height"]))
        for r in root.iter(f"{SVG}rect")
    ]
    for x, y, w, h in boxes:
        assert x >= 0
        assert y >= support.TOP
        assert x + w <= width
        assert y + h <= height
    for (x1, y1, w1, h1), (x2, y2, w2, h2) in combinations(boxes, 2):
        assert x1 + w1 <= x2 or x2 + w2 <= x1 or y1 + h1 <= y2 or y2 + h2 <= y1


def test_a_prioritised_system_is_told_by_shape_and_weight() -> None:
    root = parsed([Box("Housing")], [Box("Ledger", is_strong=True, links=(0,)), Box("Radio")])
    names = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert names[2:] == ["Housing", "★ Ledger", "Radio"]
    weights = [one.attrib["stroke-width"] for one in root.iter(f"{SVG}rect")]
    assert weights == ["1.5", "4", "1.5"]
    assert [one.attrib["stroke-width"] for one in root.iter(f"{SVG}path")] == ["4"]


def test_thirty_by_thirty_has_every_line() -> None:
    systems = [Box(f"S{n}", links=tuple(range(30))) for n in range(30)]
    root = parsed([Box(f"V{n}") for n in range(30)], systems)
    assert len(root.findall(f"{SVG}path")) == 900


@given(NAMES)
def test_a_name_takes_two_lines_at_most_and_fits(name: str) -> None:
    shown = support.shortened(name)
    assert 1 <= len(shown) <= 2
    assert all(len(line) <= support.LINE_LENGTH for line in shown)


def test_systems_stand_near_what_they_support() -> None:
    systems = [Box("c", links=(2,)), Box("none"), Box("a", links=(0,)), Box("b", links=(0, 2))]
    assert support.order(systems) == [2, 3, 0, 1]
