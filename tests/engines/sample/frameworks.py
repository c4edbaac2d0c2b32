"""Small frameworks, made by hand, with all that is odd about the CAF's columns."""

from wardmote.rules.frameworks.values import (
    Framework,
    Level,
    Objective,
    Outcome,
    Part,
    Principle,
    Statement,
)

LEVELS = (
    Level("not_achieved", "Not achieved"),
    Level("partially_achieved", "Partially achieved"),
    Level("achieved", "Achieved"),
)
LOW, MIDDLE, HIGH = (level.code for level in LEVELS)


def outcome(code: str, low: int, middle: int, high: int, both: int = 0) -> Outcome:
    """Make an outcome with so many statements in each column, and some in the upper two."""
    stands: list[dict[str, int]] = [{LOW: place} for place in range(1, low + 1)]
    stands += [{MIDDLE: place, HIGH: place} for place in range(1, both + 1)]
    stands += [{MIDDLE: place} for place in range(both + 1, middle + 1)]
    stands += [{HIGH: place} for place in range(both + 1, high + 1)]
    return Outcome(
        code,
        f"Outcome {code}",
        "",
        tuple(
            Statement(f"{code}.{number}", f"Statement {number}", each)
            for number, each in enumerate(stands, start=1)
        ),
    )


def objective(code: str, part: Part, *outcomes: Outcome) -> Objective:
    """Make an objective whose outcomes are spread over principles by their codes."""
    principles = dict.fromkeys(each.code.split(".")[0] for each in outcomes)
    return Objective(
        code,
        f"Objective {code}",
        "",
        part,
        tuple(
            Principle(
                principle,
                f"Principle {principle}",
                "",
                tuple(each for each in outcomes if each.code.startswith(principle)),
            )
            for principle in principles
        ),
    )


def framework(version: str, *objectives: Objective) -> Framework:
    """Put objectives together."""
    return Framework(
        *("caf", version, "Small CAF", "Nobody", "ours", "by hand", "2026-01-01"),
        LEVELS,
        objectives,
    )


CURRENT = framework(
    "4.0",
    objective(
        "A",
        Part.ORGANISATION,
        outcome("A1.a", 3, 0, 4),
        outcome("A1.b", 2, 3, 4, both=2),
        outcome("A2.a", 4, 2, 2),
        outcome("A9.a", 0, 2, 2),
    ),
    objective(
        "B",
        Part.SYSTEM,
        outcome("B1.a", 1, 1, 1),
        outcome("B2.a", 2, 2, 3, both=1),
        outcome("B2.b", 2, 2, 2, both=2),
        outcome("B4.a", 1, 1, 2),
        outcome("B5.a", 1, 1, 2),
    ),
    objective("C", Part.SYSTEM, outcome("C1.a", 3, 3, 3), outcome("C2.a", 0, 0, 2)),
    objective("D", Part.ORGANISATION, outcome("D1.a", 2, 2, 2), outcome("D2.a", 2, 0, 2)),
)
PREVIOUS = framework(
    "3.2",
    objective("A", Part.ORGANISATION, outcome("A1.a", 2, 0, 3), outcome("A2.a", 2, 2, 2)),
    objective("B", Part.SYSTEM, outcome("B1.a", 2, 2, 2, both=1)),
)
