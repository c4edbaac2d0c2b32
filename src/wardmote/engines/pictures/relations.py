"""Draws what hangs together with one object: what points to it left, what it points to right.

Each box bears its words, so nothing is told by colour; a list beside the picture has the links.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardmote.engines.pictures import support

MOST = 8
"""Boxes on one side; the list beside the picture has all."""

BOX_WIDTH, BOX_HEIGHT, GAP = 226, 58, 14
GAP_ACROSS = 124


@dataclass(frozen=True, slots=True)
class End:
    """What stands at the other end of a relation. Shape: `word` is the relation's, such as uses."""

    word: str
    kind: str
    name: str


def draw(
    kind: str, name: str, before: Sequence[End], after: Sequence[End], *, title: str, text: str
) -> str:
    """Draw the picture as one SVG element that is safe to put into a page.

    Shape: `before` point to the object, `after` are what it points to; `text` tells it in words.
    """
    left, right = before[:MOST], after[:MOST]
    rows = max(len(left), len(right), 1)
    height = rows * (BOX_HEIGHT + GAP) + GAP
    middle = height // 2
    centre = 4 + (BOX_WIDTH + GAP_ACROSS if left else 0)
    width = centre + BOX_WIDTH + 4 + (BOX_WIDTH + GAP_ACROSS if right else 0)
    parts = [
        f'<svg class="wm-picture wm-relations" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'aria-labelledby="relations-title relations-text">',
        f'<title id="relations-title">{support.safe(title)}</title>',
        f'<desc id="relations-text">{support.safe(text)}</desc>',
    ]
    for side, x, ends in ((-1, 4, left), (1, centre + BOX_WIDTH + GAP_ACROSS, right)):
        for place, end in enumerate(ends):
            y = (height - len(ends) * (BOX_HEIGHT + GAP) + GAP) // 2 + place * (BOX_HEIGHT + GAP)
            parts.append(_line(side, y + BOX_HEIGHT // 2, middle, centre, end.word))
            parts.append(_box(x, y, end.kind, end.name))
    parts.append(_box(centre, middle - BOX_HEIGHT // 2, kind, name, is_strong=True))
    return "".join([*parts, "</svg>"])


def _line(side: int, y: int, middle: int, centre: int, word: str) -> str:
    """Draw from the outer box to the middle one, with the word on it and an arrow at its end."""
    outer = 4 + BOX_WIDTH if side < 0 else centre + BOX_WIDTH + GAP_ACROSS
    inner = centre if side < 0 else centre + BOX_WIDTH
    bend = -side * GAP_ACROSS // 2
    tip_x, tip_y = (inner, middle) if side < 0 else (outer, y)
    return (
        f'<path class="wm-picture__line" fill="none" stroke="currentColor" stroke-width="1.5" '
        f'd="M{outer} {y}C{outer + bend} {y} {inner - bend} {middle} {inner} {middle}"/>'
        f'<path class="wm-picture__line" fill="currentColor" d="M{tip_x} {tip_y}l-9 -5v10z"/>'
        f'<text class="wm-relations__word" font-size="13" text-anchor="middle" '
        f'x="{outer - side * 52}" y="{y - 8}">{support.safe(_short(word, 15))}</text>'
    )


def _box(x: int, y: int, kind: str, name: str, *, is_strong: bool = False) -> str:
    weight, style = ("4", " wm-picture__box--strong") if is_strong else ("1.5", "")
    return (
        f"<g><title>{support.safe(f'{kind}: {name}')}</title>"
        f'<rect class="wm-picture__box{style}" x="{x}" y="{y}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="2" fill="#fff" stroke="currentColor" '
        f'stroke-width="{weight}"/>'
        f'<text class="wm-relations__kind" font-size="13" x="{x + 12}" y="{y + 22}">'
        f"{support.safe(kind)}</text>"
        f'<text class="wm-picture__name" font-size="16" x="{x + 12}" y="{y + 44}">'
        f"{support.safe(_short(name, 24))}</text></g>"
    )


def _short(words: str, most: int) -> str:
    kept = " ".join(words.split())
    return kept if len(kept) <= most else kept[: most - 1].rstrip() + "…"
