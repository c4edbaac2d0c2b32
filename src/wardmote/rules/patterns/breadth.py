"""Tells patterns that would match nearly everything, so that somebody looks before they go out.

Source: Wardmote's own rule: one such pattern fills every council's hunt with finds that say
nothing. It errs on the side of holding a pattern back.
"""

import re

from wardmote.rules.patterns import comparing, values
from wardmote.rules.patterns.values import Join, Operator

FEWEST_LETTERS = 4
"""Letters or digits that a wildcard or a regular expression must name to say something."""

NARROWEST = {4: 8, 6: 16}
"""The shortest prefix of a network that still names somebody, by version of IP."""

_EVERYWHERE = re.compile(r"https?|www|\W|_", re.IGNORECASE)
_OPTIONAL = re.compile(r"\)\s*(?:[?*]|\{0?,)")
_NO_LETTERS = re.compile(
    r"\\x[0-9a-fA-F]{2}|\\.|\[\^?\]?[^\]]{0,99}\]|\(\?[a-zA-Z:<=!]*|\{[0-9,]*\}|[a-zA-Z0-9](?=[?*]|\{0)"
)


def matches_everything(pattern: values.Pattern) -> bool:
    """Say whether a pattern would match nearly every event of its kind."""
    return _any(pattern.expression)


def _any(part: values.Expression | values.Test) -> bool:
    if isinstance(part, values.Seen):
        return _any(part.test)
    if isinstance(part, values.Qualified):
        return _any(part.expression)
    if isinstance(part, values.Combined | values.Joined):
        return (any if part.join == Join.OR else all)(map(_any, part.parts))
    return isinstance(part, values.Exists) or _says_nothing(part)


def _says_nothing(comparison: values.Comparison) -> bool:
    operator, literal = comparison.operator, comparison.literal
    if comparison.negated != (operator == Operator.UNEQUAL) or operator in values.ORDER:
        return True
    if isinstance(literal, bool):
        return True
    if not isinstance(literal, str):
        return False
    if operator == Operator.LIKE:
        return "%" in literal and _few(literal)
    if operator == Operator.MATCHES:
        return bool(_OPTIONAL.search(literal)) or any(
            map(_few, _NO_LETTERS.sub(" ", literal).split("|"))
        )
    if operator == Operator.ISSUBSET:
        network = comparing.network(literal)
        return network is None or network.prefixlen < NARROWEST[network.version]
    return False


def _few(text: str) -> bool:
    return len(_EVERYWHERE.sub("", text)) < FEWEST_LETTERS
