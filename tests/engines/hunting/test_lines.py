"""Lines that show a find are found again, as long as the log is there."""

from pathlib import Path

from tests.engines.hunting import test_splits as splits
from wardmote.engines.hunting import lines
from wardmote.formats.logs.finding import Place


def test_a_log_that_is_gone_by_then_costs_its_lines_alone(tmp_path: Path) -> None:
    hunter = splits.Hunter(tmp_path, splits.csv(tmp_path), splits.EVIL)
    hunt = hunter.hunt(0)
    [(place, _)] = hunter.looks.logs
    lost: list[Place] = []
    shown = lines.of(hunt, hunter.looks.logs, 1, lost.append)
    assert [each.text for each in shown["i"]] == ["2026-11-20T10:00:00Z,10.0.0.0,w0.evil.example"]
    place.path.write_bytes(b"")
    assert lines.of(hunt, hunter.looks.logs, 1, lost.append) == {}
    place.path.unlink()
    assert lines.of(hunt, hunter.looks.logs, 1, lost.append) == {}
    assert lost == [place, place]
