"""Copies GOV.UK Frontend from where npm put it, without what belongs to gov.uk alone.

The typeface and the crown may be used on gov.uk only, so system fonts take their place and no
image is copied.
"""

import re
import sys
from pathlib import Path

SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'


def without_gds_transport(css: str) -> str:
    """Take the typeface out of a style sheet."""
    css = re.sub(r"@font-face\{[^}]*GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", SYSTEM_FONTS)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    if "GDS Transport" in css:
        raise SystemExit("assets: GOV.UK Frontend changed how it names its typeface.")
    return css


def build(package: Path, target: Path) -> None:
    """Write the style sheet and the script that pages use."""
    dist = package / "dist" / "govuk"
    target.mkdir(parents=True, exist_ok=True)
    css = (dist / "govuk-frontend.min.css").read_text(encoding="utf-8")
    (target / "govuk-frontend.min.css").write_text(without_gds_transport(css), encoding="utf-8")
    script = (dist / "govuk-frontend.min.js").read_text(encoding="utf-8")
    script = re.sub(r"//# sourceMappingURL=.*", "", script)
    (target / "govuk-frontend.min.js").write_text(script, encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(__file__).parent / "static" / "vendor")
