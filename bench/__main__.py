"""`make bench`: measures pages, hunting and sharing one after the other; ARGS=hunting one alone.

Usage: python -m bench [pages|hunting|sharing] [options of that one]
"""

import subprocess
import sys

PARTS = {"pages": "bench.pages", "hunting": "bench.hunting", "sharing": "bench.sharing"}


def main() -> None:
    """Run what is named, or all; exit 1 where a bar of any is missed."""
    name, *options = sys.argv[1:] or ["all"]
    if name not in PARTS and name != "all":
        sys.exit(f"There is no {name!r} to measure. Use one of: {', '.join(PARTS)}.")
    modules = list(PARTS.values()) if name == "all" else [PARTS[name]]
    codes = [
        subprocess.run([sys.executable, "-m", module, *options], check=False).returncode
        for module in modules
    ]
    sys.exit(int(any(codes)))


main()
