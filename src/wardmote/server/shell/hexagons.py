"""A map of hexagons as SVG: every place the same size, so that no large one hides a small one.

Shape: places are in the odd-r layout of HexJSON: rows of pointed hexagons, `r` growing to the
north, odd rows half a hexagon to the east.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 10.0
"""From one side of a hexagon to the other. Units: of the drawing."""
SIDE = WIDTH / math.sqrt(3)
MARGIN = 2.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One hexagon.

    Shape: `kind` becomes its class `wm-hexagon--KIND`; one with a `link` leads there and needs a
    `label`, which is read out and shown by a pointer.
    """

    q: int
    r: int
    kind: str = "plain"
    label: str = ""
    link: str = ""


def centre(cell: Cell) -> tuple[float, float]:
    """Give the middle of a hexagon in the drawing; y grows downwards."""
    return WIDTH * (cell.q + (cell.r % 2) / 2), -1.5 * SIDE * cell.r


def corners(cell: Cell) -> list[tuple[float, float]]:
    """Give the six corners of a hexagon, from the top clockwise."""
    x, y = centre(cell)
    half = WIDTH / 2
    return [
        (x, y - SIDE),
        (x + half, y - SIDE / 2),
        (x + half, y + SIDE / 2),
        (x, y + SIDE),
        (x - half, y + SIDE / 2),
        (x - half, y - SIDE / 2),
    ]


def draw(cells: Sequence[Cell], *, title: str, description: str, key: str = "hexagons") -> Markup:
    """Draw a map; later cells lie over earlier ones.

    Shape: `key` tells two maps of one page apart. Cells without label and link are drawn as one
    path for each kind, so that a backdrop of hundreds costs little.
    Cost: linear in cells; 300 in about a millisecond.
    """
    silent = [cell for cell in cells if not cell.label and not cell.link]
    kinds = dict.fromkeys(cell.kind for cell in silent)
    backdrop = (_backdrop(kind, [cell for cell in silent if cell.kind == kind]) for kind in kinds)
    spoken = (_spoken(cell) for cell in cells if cell.label or cell.link)
    return Markup(
        '<svg class="wm-hexagons" viewBox="{box}" role="{role}" focusable="false" '
        'aria-labelledby="{key}-title {key}-description"><title id="{key}-title">{title}</title>'
        '<desc id="{key}-description">{description}</desc>{backdrop}{spoken}</svg>'
    ).format(
        box=_box(cells),
        role="group" if any(cell.link for cell in cells) else "img",
        key=key,
        title=title,
        description=description,
        backdrop=Markup("").join(backdrop),
        spoken=Markup("").join(spoken),
    )


def _backdrop(kind: str, cells: Iterable[Cell]) -> Markup:
    path = "".join(_path(cell) for cell in cells)
    return Markup('<path class="wm-hexagon wm-hexagon--{}" d="{}"/>').format(kind, path)


def _spoken(cell: Cell) -> Markup:
    title = Markup("<title>{}</title>").format(cell.label) if cell.label else Markup("")
    drawn = Markup('<path class="wm-hexagon wm-hexagon--{}" d="{}">{}</path>').format(
        cell.kind, _path(cell), title
    )
    if not cell.link:
        return drawn
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(cell.link, cell.label, drawn)


def _path(cell: Cell) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in corners(cell)) + "Z"


def _box(cells: Sequence[Cell]) -> str:
    """Say what the drawing covers; nothing at all is an empty square."""
    points = [point for cell in cells for point in corners(cell)] or [(0.0, 0.0)]
    left, top = (min(point[axis] for point in points) - MARGIN for axis in (0, 1))
    right, bottom = (max(point[axis] for point in points) + MARGIN for axis in (0, 1))
    return str(escape(f"{left:.2f} {top:.2f} {right - left:.2f} {bottom - top:.2f}"))
