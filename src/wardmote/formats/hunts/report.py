"""A hunt as one HTML page that stands alone: no script, no picture from elsewhere, no link out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from wardmote.formats.hunts import records
from wardmote.rules.hunting import results
from wardmote.rules.hunting.results import Hunt

if TYPE_CHECKING:
    import jinja2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a log, to be shown at the council alone: no hunt holds one."""

    place: str
    text: str


def html(hunt: Hunt, lines: Mapping[str, tuple[Line, ...]] | None = None) -> str:
    """Write the page.

    Shape: `lines` maps the ref of a find to some lines that show it; the page says that it then
    holds parts of logs and must stay here.
    """
    first, last = results.span(hunt.looked)
    return _template().render(
        hunt=hunt,
        lines=lines or {},
        first=first,
        last=last,
        row_count=sum(each.row_count for each in hunt.looked),
        unread_count=sum(each.unread_count for each in hunt.looked),
        sought_count=sum(hunt.sought_counts.values()),
    )


@cache
def _template() -> "jinja2.Template":
    import jinja2  # most hunts write no page

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("wardmote.formats.hunts", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = records.moment
    environment.filters["counts"] = records.counts
    environment.filters["number"] = "{:,}".format
    environment.filters["share"] = "{:.0%}".format
    return environment.get_template("report.html")
