"""What a pack holds and must not be looked for is left out, with the reason."""

from tests.formats.packs.samples import pairs, taken
from wardmote.rules.hunting import packs
from wardmote.rules.indicators.values import Kind

D = Kind.DOMAIN


def test_what_must_not_be_looked_for_is_left_out() -> None:
    pack = packs.guarded(taken("evil.test\nco.uk\n10.0.0.1\n"), is_public_suffix="co.uk".__eq__)
    assert pairs(pack) == [(D, "evil.test")]
    assert [each.ref for each in pack.left_out] == ["co.uk", "10.0.0.1"]


def test_what_is_ordinary_is_left_out_and_the_list_is_named() -> None:
    pack = packs.guarded(
        taken("evil.test\nbig.test\n"),
        is_public_suffix="co.uk".__eq__,
        which=lambda kind, value: ("Sites that all use",) if value == "big.test" else (),
    )
    assert pairs(pack) == [(D, "evil.test")]
    assert [(each.ref, each.reason) for each in pack.left_out] == [
        ("big.test", "It is on a list of ordinary values: Sites that all use.")
    ]
