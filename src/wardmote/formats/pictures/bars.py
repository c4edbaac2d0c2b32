"""Draws how often something was seen in each month: a bar for each, with its number above it."""

from collections.abc import Sequence
from html import escape

HEIGHT, STEP, SIDE, TOP, BELOW = 110, 56, 34, 24, 24


def months(counts: Sequence[tuple[str, int]], *, title: str, text: str) -> str:
    """Draw the picture as one SVG element that is safe to put into a page.

    Shape: each month with its name and how often; a bar's height is its share of the most.
    """
    most = max((count for _, count in counts), default=0) or 1
    width = STEP * len(counts) + 8
    height = TOP + HEIGHT + BELOW
    bars = "".join(_bar(place, name, count, most) for place, (name, count) in enumerate(counts))
    return (
        f'<svg class="wm-bars" xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" aria-labelledby="bars-title bars-text">'
        f'<title id="bars-title">{escape(title)}</title>'
        f'<desc id="bars-text">{escape(text)}</desc>{bars}'
        f'<path class="wm-bars__ground" d="M0 {TOP + HEIGHT}H{width}"/></svg>'
    )


def _bar(place: int, name: str, count: int, most: int) -> str:
    tall = round(HEIGHT * count / most) if count else 0
    x, y = 4 + STEP * place + (STEP - SIDE) // 2, TOP + HEIGHT - tall
    middle = x + SIDE // 2
    number = f'<text class="wm-bars__number" x="{middle}" y="{y - 6}">{count:,}</text>'
    return (
        f'<rect class="wm-bars__bar" x="{x}" y="{y}" width="{SIDE}" height="{tall}"/>'
        f'{number if count else ""}<text x="{middle}" '
        f'y="{TOP + HEIGHT + 18}">{escape(name)}</text>'
    )
