"""Draws patterns and observations that meet often enough."""

import base64
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from wardmote.rules.patterns import values
from wardmote.rules.patterns.values import Join, Operator

START = datetime(2026, 3, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 12).map(lambda half: START + timedelta(seconds=half / 2))
WORDS = st.text("aB%_'\\.é", max_size=3)
NUMBERS = st.integers(-2, 2) | st.sampled_from([-1.5, 0.5, 1.0])
ADDRESSES = st.integers(0, 7).map(lambda n: f"10.0.0.{n}")
NETWORKS = st.tuples(ADDRESSES, st.integers(29, 32)).map(lambda pair: f"{pair[0]}/{pair[1]}")
EVERY = values.Every.ELEMENT

WORDED: list[tuple[values.Step, ...]] = [
    *(("s",), ("d", "k"), ("l", 0), ("l", EVERY), ("o_ref", "s"), ("os_refs", EVERY, "s")),
    *(("quoted-key",), ("d", "é 'x'")),
]
PATHS = st.builds(
    values.Path, st.sampled_from(["x", "x-y"]), st.sampled_from([*WORDED, ("n",), ("missing",)])
)
TIMED = st.builds(values.Path, st.just("x"), st.just(("t",)))
BYTES = st.binary(max_size=2)

EQUAL = st.sampled_from([Operator.EQUAL, Operator.UNEQUAL])
ORDER = st.sampled_from(sorted(values.ORDER))


def compared(
    paths: st.SearchStrategy[values.Path],
    operators: st.SearchStrategy[Operator],
    literals: st.SearchStrategy[object],
) -> st.SearchStrategy[values.Comparison]:
    return st.builds(values.Comparison, paths, operators, literals, st.booleans())


FLAGS = st.builds(values.Path, st.just("x"), st.just(("b",)))
BINARY = st.builds(values.Path, st.just("x"), st.just(("p_bin",)))
RANGES = st.builds(values.Path, st.just("x"), st.just(("net",)))
PLACES = st.builds(values.Path, st.just("x"), st.just(("ip",)))
CONSTANTS = WORDS | NUMBERS
COMPARISONS = st.one_of(
    compared(PATHS | BINARY, EQUAL, CONSTANTS | BYTES | st.booleans()),
    compared(PATHS | BINARY, ORDER, CONSTANTS | BYTES),
    compared(TIMED, EQUAL | ORDER, MOMENTS),
    compared(FLAGS, EQUAL, st.booleans() | CONSTANTS),
    compared(PATHS, st.just(Operator.IN), st.lists(WORDS, max_size=3).map(tuple)),
    compared(PATHS, st.just(Operator.IN), st.lists(NUMBERS, max_size=3).map(tuple)),
    compared(PATHS, st.just(Operator.LIKE), WORDS),
    compared(PATHS, st.just(Operator.MATCHES), st.sampled_from(["a", "^a", "B.?$", "[ab]+", "é"])),
    compared(PLACES, st.sampled_from([Operator.ISSUBSET]), NETWORKS),
    compared(RANGES, st.sampled_from([Operator.ISSUPERSET]), NETWORKS | ADDRESSES),
)
EXISTENCES = st.builds(values.Exists, PATHS, st.booleans())


def tests(leaves: st.SearchStrategy[values.Test]) -> st.SearchStrategy[values.Test]:
    return st.recursive(
        leaves,
        lambda inner: st.builds(
            values.Joined,
            st.sampled_from([Join.AND, Join.OR]),
            st.lists(inner, min_size=2, max_size=3).map(tuple),
        ),
        max_leaves=4,
    )


QUALIFIERS = st.one_of(
    st.builds(values.Within, st.integers(1, 4) | st.sampled_from([0.5, 1.5])),
    st.builds(values.Repeats, st.integers(1, 3)),
    st.builds(values.Between, MOMENTS, MOMENTS),
)


def patterns(leaves: st.SearchStrategy[values.Test]) -> st.SearchStrategy[values.Pattern]:
    return st.recursive(
        st.builds(values.Seen, tests(leaves)),
        lambda inner: st.one_of(
            st.builds(
                values.Combined,
                st.sampled_from(list(Join)),
                st.lists(inner, min_size=2, max_size=3).map(tuple),
            ),
            st.builds(
                values.Qualified, inner, st.lists(QUALIFIERS, min_size=1, max_size=2).map(tuple)
            ),
        ),
        max_leaves=4,
    ).map(values.Pattern)


def things(refs: list[str]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {"type": st.sampled_from(["x", "x-y", "z"])},
        optional={
            "s": CONSTANTS,
            "n": NUMBERS,
            "b": st.booleans(),
            "d": st.fixed_dictionaries({}, optional={"k": WORDS, "é 'x'": WORDS}),
            "l": st.lists(WORDS, max_size=3),
            "quoted-key": WORDS,
            "t": MOMENTS.map(stamp),
            "ip": ADDRESSES | NETWORKS,
            "net": NETWORKS,
            "p_bin": BYTES.map(lambda each: base64.b64encode(each).decode()),
            "o_ref": st.sampled_from(refs),
            "os_refs": st.lists(st.sampled_from(refs), max_size=2),
        },
    )


@st.composite
def observations(draw: st.DrawFn) -> list[values.Observation]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        refs = [f"{number}-{each}" for each in range(draw(st.integers(1, 3)))]
        first = draw(MOMENTS)
        last = max(first, draw(st.just(first) | MOMENTS))
        objects = {ref: draw(things([*refs, "nowhere"])) for ref in refs}
        found.append(values.Observation(first, last, objects, draw(st.sampled_from([1, 1, 2]))))
    return found


def stamp(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
