"""One small square for each outcome: its level by fill and letter, its target by a mark below.

Source: W3C, Web Content Accessibility Guidelines 2.2, 1.4.1 (not by colour alone), 1.1.1 (a
text for what is not text) and 2.5.8 (a target of at least 24 pixels).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from wardmote.rules.assess.results import MARK_TITLES, Group, Mark, Standing
from wardmote.rules.frameworks.values import Level

SIDE = 28
STEP = 32
HEIGHT = 66
"""Units: pixels."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a level is drawn."""

    style: str
    letters: str


def ways(levels: Sequence[Level]) -> dict[str, Way]:
    """Say how each level is drawn: the lowest empty, the highest full, those between half."""
    last = len(levels) - 1
    return {
        level.code: Way(("empty" if i == 0 else "full" if i == last else "half"), level.short)
        for i, level in enumerate(levels)
    }


def row(
    groups: Sequence[Group],
    levels: Sequence[Level],
    *,
    href: Callable[[str], str],
    name: str,
) -> str:
    """Draw one part: a picture for each principle, which wrap where the page is narrow.

    Shape: `href` gives an outcome's address; `name` is unique on the page and leads each id.
    """
    drawn = ways(levels)
    return "".join(_group(group, drawn, href, f"{name}-{group.code}") for group in groups)


def said(standing: Standing) -> str:
    """Say in words what a square shows."""
    if standing.level is None:
        wanted = f"; the profile asks for {standing.target.title}" if standing.target else ""
        return f"{standing.code} {standing.title}: not judged yet{wanted}"
    against = ""
    if standing.target:
        mark = MARK_TITLES[standing.mark].lower()
        against = f"; {mark}, which asks for {standing.target.title}"
    return f"{standing.code} {standing.title}: {standing.level.title}{against}"


def _group(group: Group, drawn: dict[str, Way], href: Callable[[str], str], name: str) -> str:
    squares = "".join(
        _square(each, position, drawn, href(each.code), group.code)
        for position, each in enumerate(group.standings)
    )
    width = STEP * len(group.standings) - (STEP - SIDE) + 4
    ident = escape(name, quote=True)
    return (
        f'<svg class="wm-squares__group" width="{width}" height="{HEIGHT}" '
        f'viewBox="0 0 {width} {HEIGHT}" role="group" aria-labelledby="{ident}-t" '
        f'aria-describedby="{ident}-d"><title id="{ident}-t">{escape(group.code)} '
        f'{escape(group.title)}</title><desc id="{ident}-d">{escape(str(group.tally))}.</desc>'
        f'<text class="wm-squares__code" x="2" y="12" aria-hidden="true">{escape(group.code)}'
        f"</text>{squares}</svg>"
    )


def _square(standing: Standing, position: int, drawn: dict[str, Way], href: str, code: str) -> str:
    x = 2 + STEP * position
    way = drawn[standing.level.code] if standing.level else Way("unknown", "?")
    words = escape(said(standing), quote=True)
    half = (
        f'<path class="wm-squares__half" d="M{x} {18 + SIDE}V18L{x + SIDE} {18 + SIDE}z"/>'
        if way.style == "half"
        else ""
    )
    return (
        f'<a href="{escape(href, quote=True)}" aria-label="{words}" '
        f'class="wm-squares__link wm-squares--{way.style}"><title>{words}</title>'
        f'<rect class="wm-squares__box" x="{x}" y="18" width="{SIDE}" height="{SIDE}"/>{half}'
        f'<text class="wm-squares__letters" x="{x + SIDE / 2:g}" y="37">{escape(way.letters)}'
        f"</text>{_mark(standing.mark, x)}"
        f'<text class="wm-squares__code" x="{x}" y="61">'
        f"{escape(standing.code.removeprefix(code).lstrip('.'))}</text></a>"
    )


def _mark(mark: Mark, x: int) -> str:
    """Draw a tick where the target is reached, and a triangle that points down where it is not."""
    if mark is Mark.REACHES:
        return f'<path class="wm-squares__tick" d="m{x + 14} 56 4 4 7-8"/>'
    if mark is Mark.BELOW:
        return f'<path class="wm-squares__below" d="M{x + 13} 51h13l-6.5 10z"/>'
    return ""
