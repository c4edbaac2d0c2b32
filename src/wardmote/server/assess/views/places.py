"""Where other pages of this room are: the one place that knows their addresses."""

from uuid import UUID


def overview(assessment: UUID) -> str:
    """Give the address of an assessment's first page."""
    return f"/assessments/{assessment}/"


def tasks(assessment: UUID) -> str:
    """Give the address of an assessment's task list."""
    return f"/assessments/{assessment}/tasks/"


def scope(assessment: UUID) -> str:
    """Give the address of an assessment's scope."""
    return f"/assessments/{assessment}/scope/"


def outcome(assessment: UUID, part: int, code: str) -> str:
    """Give the address of one outcome of one part."""
    return f"/assessments/{assessment}/part/{part}/{code}/"
