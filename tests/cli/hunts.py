"""What tests of `wardmote hunt` hunt for, and through what."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wardmote.cli import main

IDENTITY = "identity--12345678-1234-4123-8123-123456789abc"
AT = "2026-01-01T00:00:00.000Z"


def run(*arguments: object) -> int:
    """Run one command of `hunt` and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        main.main([str(each) for each in ("hunt", *arguments)])
    return int(ended.value.code or 0)


def started(*arguments: object, home: Path, **also: Any) -> "subprocess.Popen[bytes]":
    """Start one command of `hunt` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "wardmote.cli", "hunt", *map(str, arguments)],
        env={**os.environ, "WARDMOTE_HOME": str(home), "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **also,
    )


def indicator(number: int, pattern: str) -> dict[str, Any]:
    """Give an indicator as a hub has it."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": ref(number),
        "created": AT,
        "modified": AT,
        "name": f"Campaign {number}",
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": AT,
    }


def ref(number: int) -> str:
    """Give the id of an indicator."""
    return f"indicator--00000000-0000-4000-8000-{number:012d}"


def bundle(path: Path, *objects: dict[str, Any]) -> Path:
    """Write a bundle."""
    whole = {"type": "bundle", "id": f"bundle--{ref(0)[11:]}", "objects": objects}
    path.write_text(json.dumps(whole))
    return path


def proxy_log(path: Path, *rows: tuple[str, str, str]) -> Path:
    """Write a log with a header: time, client and host."""
    lines = ["time,client_ip,host", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path
