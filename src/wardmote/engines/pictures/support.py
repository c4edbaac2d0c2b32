"""Draws which systems support which services: services left, systems right, lines between.

What matters is told by shape and weight, never by colour alone: a prioritised system has a
thick outline, a star before its name, and thick lines.
"""

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

BOX_WIDTH, BOX_HEIGHT = 300, 56
GAP_ACROSS, GAP_DOWN, TOP = 220, 12, 40
LINE_LENGTH, LINE_HEIGHT, LINES = 29, 20, 2
WIDTH = 2 * BOX_WIDTH + GAP_ACROSS + 8
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Box:
    """One service or system. Shape: `links` are the positions of the services it supports."""

    name: str
    is_strong: bool = False
    is_faint: bool = False
    links: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a box stands. Units: pixels."""

    x: int
    y: int


def spots(count: int, column: int) -> list[Spot]:
    """Place the boxes of one column below each other; 0 is the left column."""
    x = 4 + column * (BOX_WIDTH + GAP_ACROSS)
    return [Spot(x, TOP + index * (BOX_HEIGHT + GAP_DOWN)) for index in range(count)]


def order(systems: Sequence[Box]) -> list[int]:
    """Order systems so that lines cross little: each near the middle of what it supports."""

    def middle(index: int) -> tuple[float, int]:
        links = systems[index].links
        return (sum(links) / len(links) if links else float("inf"), index)

    return sorted(range(len(systems)), key=middle)


def draw(services: Sequence[Box], systems: Sequence[Box], *, title: str, description: str) -> str:
    """Draw the picture as one SVG element that is safe to put into a page.

    Cost: grows with the boxes and the lines.
    """
    sorted_systems = [systems[index] for index in order(systems)]
    left, right = spots(len(services), 0), spots(len(systems), 1)
    height = TOP + max(len(services), len(systems), 1) * (BOX_HEIGHT + GAP_DOWN)
    lines = [
        _line(left[link], spot, box.is_strong)
        for box, spot in zip(sorted_systems, right, strict=True)
        for link in box.links
    ]
    return "".join(
        [
            f'<svg class="wm-picture" xmlns="http://www.w3.org/2000/svg" role="img" '
            f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
            f'aria-labelledby="picture-title picture-description">',
            f'<title id="picture-title">{safe(title)}</title>',
            f'<desc id="picture-description">{safe(description)}</desc>',
            _heading("Essential services", 0),
            _heading("Systems that support them", 1),
            *lines,
            *(_box(box, spot) for box, spot in zip(services, left, strict=True)),
            *(_box(box, spot) for box, spot in zip(sorted_systems, right, strict=True)),
            "</svg>",
        ]
    )


def _heading(words: str, column: int) -> str:
    x = 4 + column * (BOX_WIDTH + GAP_ACROSS)
    return f'<text x="{x}" y="24" font-weight="700">{words}</text>'


def _line(start: Spot, end: Spot, is_strong: bool) -> str:
    x1, y1 = start.x + BOX_WIDTH, start.y + BOX_HEIGHT // 2
    x2, y2 = end.x, end.y + BOX_HEIGHT // 2
    bend = GAP_ACROSS // 2
    weight = "4" if is_strong else "1.5"
    kind = " wm-picture__line--strong" if is_strong else ""
    return (
        f'<path class="wm-picture__line{kind}" fill="none" stroke="currentColor" '
        f'stroke-width="{weight}" d="M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"/>'
    )


def _box(box: Box, spot: Spot) -> str:
    weight, kind, dashes = (
        ("4", " wm-picture__box--strong", "") if box.is_strong else ("1.5", "", "")
    )
    if box.is_faint:
        kind, dashes = " wm-picture__box--faint", ' stroke-dasharray="6 4"'
    name = ("★ " if box.is_strong else "") + box.name
    shown = shortened(name)
    first = spot.y + BOX_HEIGHT // 2 + 5 - (len(shown) - 1) * LINE_HEIGHT // 2
    words = "".join(
        f'<tspan x="{spot.x + 14}" y="{first + index * LINE_HEIGHT}">{safe(each)}</tspan>'
        for index, each in enumerate(shown)
    )
    return (
        f"<g><title>{safe(box.name)}</title>"
        f'<rect class="wm-picture__box{kind}" x="{spot.x}" y="{spot.y}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="2" fill="#fff" stroke="currentColor" '
        f'stroke-width="{weight}"{dashes}/>'
        f'<text class="wm-picture__name" font-size="16">{words}</text></g>'
    )


def shortened(name: str) -> list[str]:
    """Break a name into at most two lines that fit a box; what is left out is shown by dots."""
    room = LINE_LENGTH if _width(name) <= len(name) else LINE_LENGTH // 2
    kept = " ".join(_FORBIDDEN.sub("", name).split())
    return textwrap.wrap(kept, room, max_lines=LINES, placeholder=" …", break_on_hyphens=False) or [
        ""
    ]


def _width(name: str) -> int:
    """Count a name's width in letters: letters of eastern Asia and emoji are two wide."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in name)


def safe(words: str) -> str:
    """Write words so that they are words alone in a picture, with no character that breaks it."""
    return escape(_FORBIDDEN.sub("", words))
