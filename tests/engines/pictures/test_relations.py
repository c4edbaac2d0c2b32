"""A picture of relations is sound SVG, whatever the names hold, and ends where it should."""

import xml.etree.ElementTree as ElementTree

from hypothesis import given
from hypothesis import strategies as st

from wardmote.engines.pictures import relations
from wardmote.engines.pictures.relations import End
from wardmote.formats.pictures import bars

ENDS = st.lists(st.builds(End, st.text(), st.text(), st.text()), max_size=12)


@given(name=st.text(), before=ENDS, after=ENDS)
def test_it_is_sound_and_shows_at_most_so_many(
    name: str, before: list[End], after: list[End]
) -> None:
    drawn = relations.draw("Malware", name, before, after, title=name, text=name)
    root = ElementTree.fromstring(drawn)
    boxes = [each for each in root.iter() if each.tag.endswith("rect")]
    most = relations.MOST
    assert len(boxes) == 1 + min(most, len(before)) + min(most, len(after))
    width = float(root.attrib["width"])
    assert max(float(box.attrib["x"]) + float(box.attrib["width"]) for box in boxes) <= width


def test_bars_are_as_tall_as_their_share_of_the_most() -> None:
    drawn = bars.months([("Jan", 0), ("Feb", 5), ("Mar", 10)], title="t", text="x")
    root = ElementTree.fromstring(drawn)
    tall = [float(each.attrib["height"]) for each in root.iter() if each.tag.endswith("rect")]
    assert tall == [0, bars.HEIGHT / 2, bars.HEIGHT]
