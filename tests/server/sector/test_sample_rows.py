"""The rows of an invented council: what was done to it is told as if people had done it."""

from datetime import UTC, date, datetime
from typing import Any

from tests.engines.sample.frameworks import CURRENT, PREVIOUS
from wardmote.engines.sample import sector
from wardmote.server.sector.actions import sample_rows

WISH = sector.Wish(CURRENT, PREVIOUS, date(2026, 11, 23), size=1)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def written(*, with_history: bool) -> dict[str, list[dict[str, Any]]]:
    writer = sample_rows.Writer(NOW, with_history)
    for member in sector.sector(WISH):
        writer.member(member)
    return {
        table: [dict(zip(sample_rows.COLUMNS[table].split(), row, strict=True)) for row in rows]
        for table, rows in sample_rows.in_order(writer.take())
    }


def test_the_history_tells_each_answer_and_each_step() -> None:
    rows = written(with_history=True)
    told = sorted(rows["audit_event"], key=lambda event: event["at"])
    answers = {row["id"]: row for row in rows["assess_answer"] if row["version"]}
    answered = {each["subject_id"]: each for each in told if each["subject_kind"] == "answer"}
    assert {key: (each["person_id"], each["at"]) for key, each in answered.items()} == {
        key: (row["saved_by_id"], row["saved_at"]) for key, row in answers.items()
    }
    earlier = next(row for row in rows["assess_assessment"] if row["state"] == "shared")
    assert [
        (each["verb"], each["person_name"]) for each in told if each["subject_id"] == earlier["id"]
    ] == [
        ("started the assessment", "Alice Marlowe"),
        ("sent the assessment for review", "Alice Marlowe"),
        ("approved the assessment", "Erin Whitlock"),
        ("shared the assessment with the steward", "Alice Marlowe"),
    ]
    signed = [each for each in told if each["subject_kind"] == "scope sign-off"]
    assert {each["subject_id"] for each in signed} == {
        row["id"] for row in rows["assess_scopesignoff"]
    }
    assert {each["person_name"] for each in signed} == {"Erin Whitlock"}


def test_without_history_nothing_is_told() -> None:
    assert "audit_event" not in written(with_history=False)
