"""Our own pack format from anyone's file, with the lines of all that is wrong."""

from wardmote.formats.frameworks.trees import Node
from wardmote.rules.frameworks import structure
from wardmote.rules.frameworks.readings import Fault, Problem, Reading, Row
from wardmote.rules.frameworks.values import (
    Framework,
    Level,
    Objective,
    Outcome,
    Part,
    Principle,
    Statement,
)

FORMAT = "Wardmote pack"


def read(root: Node) -> Reading:
    """Read a pack; `framework` is there only where its form is right."""
    return _Pack().read(root)


class _Pack:
    """One reading of a pack: collects lines, rows and problems on the way."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.rows: list[Row] = []
        self.problems: list[Problem] = []

    def read(self, root: Node) -> Reading:
        framework = Framework(
            code=root.get("code").text,
            version=root.get("version").text,
            title=root.get("title").text,
            publisher=root.get("publisher").text,
            wording=root.get("wording").text,
            source=root.get("source").text,
            published_on=root.get("published_on").text,
            levels=tuple(
                Level(self._code(each), each.get("title").text) for each in root.get("levels").items
            ),
            objectives=tuple(self._objective(each) for each in root.get("objectives").items),
        )
        problems = (*self.problems, *structure.problems(framework, self.lines))
        return Reading(
            format=FORMAT,
            ref=framework.ref,
            title=framework.title,
            rows=tuple(self.rows),
            problems=tuple(sorted(problems, key=lambda problem: problem.line)),
            framework=None if problems else framework,
        )

    def _code(self, node: Node) -> str:
        code = node.get("code").text
        self.lines.setdefault(code, node.line)
        return code

    def _objective(self, node: Node) -> Objective:
        part = node.get("part").text
        if part not in list(Part):
            known = " or ".join(repr(str(each)) for each in Part)
            message = f"The part must be {known}, not {part[:40]!r}."
            self.problems.append(Problem(Fault.MALFORMED, message, node.get("part").line))
            part = Part.ORGANISATION
        return Objective(
            self._code(node),
            node.get("title").text,
            node.get("summary").text,
            Part(part),
            tuple(self._principle(each) for each in node.get("principles").items),
        )

    def _principle(self, node: Node) -> Principle:
        outcomes = tuple(self._outcome(each) for each in node.get("outcomes").items)
        return Principle(
            self._code(node), node.get("title").text, node.get("summary").text, outcomes
        )

    def _outcome(self, node: Node) -> Outcome:
        code = self._code(node)
        statements = tuple(self._statement(each, code) for each in node.get("statements").items)
        return Outcome(code, node.get("title").text, node.get("summary").text, statements)

    def _statement(self, node: Node, outcome: str) -> Statement:
        stands = {}
        for level, position in node.get("stands").pairs.items():
            stands[level] = self._position(position)
            text = node.get("text").text
            self.rows.append(Row(outcome, level, stands[level], text, node.line))
        return Statement(self._code(node), node.get("text").text, stands)

    def _position(self, node: Node) -> int:
        """Read a position; what is none becomes 0, and a problem."""
        text = node.text
        if text.isascii() and text.isdigit() and 0 < len(text) <= 4:
            return int(text)
        message = f"A position must be a whole number from 1, not {text[:40]!r}."
        self.problems.append(Problem(Fault.MALFORMED, message, node.line))
        return 0
