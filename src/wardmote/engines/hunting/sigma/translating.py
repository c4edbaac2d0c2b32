"""Writes the condition of a Sigma rule as SQL for DuckDB.

Source: Sigma specification 2.1, with its modifiers: text is compared without case unless it is
`cased`; * and ? are wildcards, and nothing else is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sigma import conditions, types

from wardmote.engines.hunting import addresses, expressions, quoting
from wardmote.engines.hunting.sigma import predicates
from wardmote.engines.hunting.sigma.predicates import Predicate
from wardmote.rules.hunting.values import LogKind
from wardmote.rules.refusal import Invalid, Missing

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

    Shape: in SQL the column 3 is `c3`, in small letters `l3`, and as an address `a3`. Where
    several columns are called alike, a field has the values of all.
    """

    def __init__(self, kind: LogKind) -> None:
        self._title = kind.title
        self._columns = kind.columns
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
            return self._fields(self._numbers(condition.field), condition.value)
        if isinstance(condition, conditions.ConditionValueExpression):
            return self._keyword(condition.value)
        raise Invalid("Its condition selects nothing.")

    def within(self, where: Mapping[str, tuple[str, ...]]) -> Predicate:
        """Write that columns have one of some values each."""
        texts = {name: map(types.SigmaString, wanted) for name, wanted in where.items()}
        return predicates.all_of(
            [
                predicates.any_of([self._fields(self._numbers(name), text) for text in wanted])
                for name, wanted in texts.items()
            ]
        )

    def _numbers(self, field: str) -> list[int]:
        """Give the numbers of the columns of a field, which may be written in any case."""
        called = [tuple(map(str.lower, column.sigma)) for column in self._columns]
        named = [(column.name.lower(),) for column in self._columns]
        for names in (called, named):
            numbers = [at for at, each in enumerate(names) if field.lower() in each]
            if numbers:
                self.used.update(numbers)
                return numbers
        raise Missing(f"It asks for {field}, which {self._title} does not hold.")

    def _fields(self, columns: Sequence[int], value: Any) -> Predicate:
        absent = isinstance(value, types.SigmaNull) or (
            isinstance(value, types.SigmaExists | types.SigmaString) and not value
        )
        join = predicates.all_of if absent else predicates.any_of
        return join([self._field(column, value) for column in columns])

    def _field(self, column: int, value: Any) -> Predicate:
        between = self._columns[column].several
        if not between or not isinstance(value, types.SigmaString) or not value:
            return self._value(column, value)
        cell = f"{'c' if isinstance(value, types.SigmaCasedString) else 'l'}{column}"
        inner = text(column, value, "trim(part)")
        parts = f"string_split({cell}, {quoting.literal(between)})"
        return Predicate(
            f"(len(list_filter({parts}, lambda part: {inner.sql})) > 0)", inner.needles
        )

    def _value(self, column: int, value: Any) -> Predicate:
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
        others = self._numbers(value.field)
        if len(others) > 1:
            raise Invalid(f"It compares with {value.field}, which stands in several columns.")
        one, other = f"l{column}", f"l{others[0]}"
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
        everywhere = range(len(self._columns))
        self.used.update(everywhere)
        return predicates.any_of([self._value(column, value) for column in everywhere])


def text(column: int, value: types.SigmaString, part: str = "") -> Predicate:
    """Compare a column, or what is called `part` in it, with a text that may hold wildcards."""
    parts = [
        part for at, part in enumerate(value.s) if part != MULTI or value.s[at - 1 : at] != [MULTI]
    ]
    pieces = [part for part in parts if isinstance(part, str)]
    if any(isinstance(part, types.Placeholder) for part in parts):
        raise Invalid("It has a placeholder, which stands for values of another place.")
    if any("\0" in piece for piece in pieces):
        raise Invalid("It looks for a NUL character.")
    cased = isinstance(value, types.SigmaCasedString)
    name = part or f"{'c' if cased else 'l'}{column}"
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
    expressions.compiled(pattern)
    return Predicate(f"regexp_matches(c{column}, {quoting.literal(pattern)})")


def network(column: int, value: types.SigmaCIDRExpression) -> Predicate:
    """Compare addresses with a network, by their digits."""
    first, last = (addresses.digits(str(each)) for each in (value.network[0], value.network[-1]))
    return Predicate(f"(a{column} BETWEEN '{first}' AND '{last}')")


def _constant(piece: str, cased: bool) -> str:
    if cased:
        return quoting.literal(piece)
    return (
        quoting.literal(piece.lower()) if piece.isascii() else (f"lower({quoting.literal(piece)})")
    )


def _like(part: object) -> str:
    if isinstance(part, str):
        return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "%" if part == MULTI else "_"
