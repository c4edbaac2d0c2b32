"""Writes the condition of a Sigma rule as SQL for DuckDB.

Source: Sigma specification 2.1, with its modifiers: text is compared without case unless it is
`cased`; * and ? are wildcards, and nothing else is.
"""

from collections.abc import Callable, Sequence
from typing import Any

import duckdb
from sigma import conditions, types

from wardmote.engines.hunting import addresses
from wardmote.engines.hunting.sigma import predicates
from wardmote.engines.hunting.sigma.predicates import Predicate
from wardmote.rules.refusal import Invalid

MULTI, SINGLE = types.SpecialChars.WILDCARD_MULTI, types.SpecialChars.WILDCARD_SINGLE
_COMPARED = {
    types.CompareOperators.LT: "<",
    types.CompareOperators.LTE: "<=",
    types.CompareOperators.GT: ">",
    types.CompareOperators.GTE: ">=",
    types.CompareOperators.NEQ: "<>",
}
_FLAGS = {
    types.SigmaRegularExpressionFlag.IGNORECASE: "i",
    types.SigmaRegularExpressionFlag.MULTILINE: "m",
    types.SigmaRegularExpressionFlag.DOTALL: "s",
}


class Translator:
    """Writes conditions for one kind of log.

    Shape: `number_of` gives the number of the column for a field, and raises Missing where there
    is none. In SQL the column 3 is `c3`, in small letters `l3`, and as an address `a3`.
    """

    def __init__(self, number_of: Callable[[str], int], columns: Sequence[int]) -> None:
        self._number_of = number_of
        self._columns = columns
        self.used: set[int] = set()
        self.addresses: set[int] = set()

    def predicate(self, condition: Any) -> Predicate:
        """Write a condition, as pySigma has read it. Raises: Invalid, Missing."""
        if isinstance(condition, conditions.ConditionAND):
            return predicates.all_of([self.predicate(each) for each in condition.args])
        if isinstance(condition, conditions.ConditionOR):
            return predicates.any_of([self.predicate(each) for each in condition.args])
        if isinstance(condition, conditions.ConditionNOT):
            return predicates.none_of(self.predicate(condition.args[0]))
        if isinstance(condition, conditions.ConditionFieldEqualsValueExpression):
            return self._field(self._column(condition.field), condition.value)
        if isinstance(condition, conditions.ConditionValueExpression):
            return self._keyword(condition.value)
        raise Invalid("Its condition selects nothing.")

    def _column(self, field: str) -> int:
        number = self._number_of(field)
        self.used.add(number)
        return number

    def _field(self, column: int, value: Any) -> Predicate:
        name = f"c{column}"
        if isinstance(value, types.SigmaExpansion):
            return predicates.any_of([self._field(column, each) for each in value.values])
        if isinstance(value, types.SigmaTimestampPart):
            raise Invalid("It asks about parts of a time, such as the hour.")
        if isinstance(value, types.SigmaString):
            return text(column, value)
        if isinstance(value, types.SigmaNumber):
            return text(column, types.SigmaString(str(value.number)))
        if isinstance(value, types.SigmaBool):
            wanted = "'true', '1'" if value.boolean else "'false', '0'"
            return Predicate(f"(l{column} IN ({wanted}))")
        if isinstance(value, types.SigmaNull):
            return Predicate(f"(coalesce({name}, '') = '')")
        if isinstance(value, types.SigmaExists):
            return Predicate(f"({name} IS {'NOT ' if value.exists else ''}NULL)")
        if isinstance(value, types.SigmaRegularExpression):
            return regex(column, value)
        if isinstance(value, types.SigmaCIDRExpression):
            self.addresses.add(column)
            return network(column, value)
        if isinstance(value, types.SigmaCompareExpression):
            number, sign = value.number.number, _COMPARED[value.op]
            return Predicate(f"(try_cast({name} AS DOUBLE) {sign} {number})")
        if isinstance(value, types.SigmaFieldReference):
            return self._reference(column, value)
        raise Invalid(f"It compares with a {type(value).__name__.removeprefix('Sigma')}.")

    def _reference(self, column: int, value: types.SigmaFieldReference) -> Predicate:
        one, other = f"l{column}", f"l{self._column(value.field)}"
        if value.starts_with and value.ends_with:
            return Predicate(f"contains({one}, {other})")
        if value.starts_with:
            return Predicate(f"starts_with({one}, {other})")
        return Predicate(f"ends_with({one}, {other})" if value.ends_with else f"({one} = {other})")

    def _keyword(self, value: Any) -> Predicate:
        """Look for a value in every column."""
        if isinstance(value, types.SigmaNumber):
            value = types.SigmaString(str(value.number))
        if isinstance(value, types.SigmaExpansion):
            return predicates.any_of([self._keyword(each) for each in value.values])
        if isinstance(value, types.SigmaString):
            value = MULTI + value + MULTI
        elif not isinstance(value, types.SigmaRegularExpression):
            raise Invalid(f"It looks for a {type(value).__name__.removeprefix('Sigma')} anywhere.")
        self.used.update(self._columns)
        return predicates.any_of([self._field(column, value) for column in self._columns])


def text(column: int, value: types.SigmaString) -> Predicate:
    """Compare a column with a text that may hold wildcards."""
    parts = [
        part for at, part in enumerate(value.s) if part != MULTI or value.s[at - 1 : at] != [MULTI]
    ]
    pieces = [part for part in parts if isinstance(part, str)]
    if any(isinstance(part, types.Placeholder) for part in parts):
        raise Invalid("It has a placeholder, which stands for values of another place.")
    if any("\0" in piece for piece in pieces):
        raise Invalid("It looks for a NUL character.")
    cased = isinstance(value, types.SigmaCasedString)
    name = f"{'c' if cased else 'l'}{column}"
    needles = predicates.needles_of(column, pieces)
    if not parts:
        return Predicate(f"(coalesce({name}, '') = '')")
    if pieces == parts:
        wanted = _constant("".join(pieces), cased)
        return Predicate(f"({name} = {wanted})", needles, (name, wanted))
    around = [part if isinstance(part, types.SpecialChars) else str for part in parts]
    shapes: dict[tuple[object, ...], str] = {
        (MULTI, str, MULTI): "contains",
        (str, MULTI): "starts_with",
        (MULTI, str): "ends_with",
    }
    found = shapes.get(tuple(around))
    if found:
        return Predicate(f"{found}({name}, {_constant(pieces[0], cased)})", needles)
    if parts == [MULTI]:
        return Predicate(f"({name} IS NOT NULL)")
    pattern = "".join(_like(part) for part in parts)
    return Predicate(f"({name} LIKE {_constant(pattern, cased)} ESCAPE '\\')", needles)


def regex(column: int, value: types.SigmaRegularExpression) -> Predicate:
    """Look for a regular expression anywhere in a column; RE2 alone, which cannot hang."""
    flags = "".join(sorted(_FLAGS[flag] for flag in value.flags))
    pattern = (f"(?{flags})" if flags else "") + str(value.regexp.to_plain(True))
    try:
        with duckdb.connect() as trial:
            trial.execute(f"SELECT regexp_matches('', {predicates.literal(pattern)})")
    except duckdb.Error:
        raise Invalid("Its regular expression is not one of RE2.") from None
    return Predicate(f"regexp_matches(c{column}, {predicates.literal(pattern)})")


def network(column: int, value: types.SigmaCIDRExpression) -> Predicate:
    """Compare addresses with a network, by their digits."""
    first, last = (addresses.digits(str(each)) for each in (value.network[0], value.network[-1]))
    return Predicate(f"(a{column} BETWEEN '{first}' AND '{last}')")


def _constant(piece: str, cased: bool) -> str:
    if cased:
        return predicates.literal(piece)
    return (
        predicates.literal(piece.lower())
        if piece.isascii()
        else (f"lower({predicates.literal(piece)})")
    )


def _like(part: object) -> str:
    if isinstance(part, str):
        return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "%" if part == MULTI else "_"
