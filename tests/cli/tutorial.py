"""Runs the commands of a page and writes what they say below them.

Renew the page: python -m tests.cli.tutorial
"""

import contextlib
import io
import os
import re
import shlex
import tempfile
from pathlib import Path

from tests.house import sources
from wardmote.cli import main

PAGE = sources.ROOT / "docs" / "tutorials" / "hunt-your-logs.md"
FILE = re.compile(r"^```text (\S+)\n(.*?)^```$", re.M | re.S)
CONSOLE = re.compile(r"^```console\n\$ (wardmote [^\n]*)\n.*?^```$", re.M | re.S)


def written(page: str) -> str:
    """Make the files of a page in the folder that we are in, run its commands, write it anew."""
    for name, text in FILE.findall(page):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return CONSOLE.sub(lambda found: f"```console\n$ {found[1]}\n{_said(found[1])}\n```", page)


def _said(command: str) -> str:
    said = io.StringIO()
    with (
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        contextlib.suppress(SystemExit),
    ):
        main.main(shlex.split(command)[1:])
    return said.getvalue().strip()


if __name__ == "__main__":
    os.environ["COLUMNS"] = "100"
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ["WARDMOTE_HOME"] = folder
        whole = written(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(whole, encoding="utf-8")
