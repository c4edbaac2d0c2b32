"""Finding indicators in whatever is pasted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.formats.pasted import clearing, finding, telling
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Kind
from wardmote.rules.refusal import Invalid

MD5 = "900150983cd24fb0d6963f7d28e17f72"
D, U, I = Kind.DOMAIN, Kind.URL, Kind.IP  # noqa: E741


def pairs(text: str) -> list[tuple[Kind, str]]:
    return [(each.kind, each.value) for each in finding.found(text).indicators]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Nothing to see, e.g. this. Or i.e. that...", []),
        ("hxxps://evil[.]test-site[.]com/path?a=1,", [(U, "evil.test-site.com/path?a=1")]),
        ("hXXp[:]//evil(dot)com/", [(U, "evil.com/")]),
        ("It was evil[.]org. Then", [(D, "evil.org")]),
        (r"evil\.org", [(D, "evil.org")]),
        ("<http://evil.org/a>", [(U, "evil.org/a")]),
        ("(see http://evil.org/a_(b))", [(U, "evil.org/a_(b)")]),
        ("[here](http://evil.org/a)", [(U, "evil.org/a")]),
        ('<a href="http://evil.org/?a=1&amp;b=2">x</a>', [(U, "evil.org/?a=1&b=2")]),
        ("http://a.com/1,http://b.com/2", [(U, "a.com/1"), (U, "b.com/2")]),
        ("http://a.com/1,2", [(U, "a.com/1,2")]),
        ("evil.com/path", [(U, "evil.com/path")]),
        ("tcp://evil.com:99", [(D, "evil.com")]),
        ("file://evil.com/x", []),
        ("| evil.com | 45.0.0.1 |", [(D, "evil.com"), (I, "45.0.0.1")]),
        ("*.evil.com;www.other.com", [(D, "evil.com"), (D, "www.other.com")]),
        ("ev\u200bil.com \ufeffother.com", [(D, "evil.com"), (D, "other.com")]),
        ("m\u00fcnchen.de", [(D, "xn--mnchen-3ya.de")]),
        ("evil\u3002com", [(D, "evil.com")]),
        ("evil.com:8080", [(D, "evil.com")]),
        ("45[.]0[.]0[.]1:443", [(I, "45.0.0.1")]),
        ("[2a00::1]:443 2a00:0::2,", [(I, "2a00::1"), (I, "2a00::2")]),
        ("12:30:45 abc::def std::cout 00:11:22:33:44:55", []),
        ("45.0.0.0/24 45.0.0.9/32", [(Kind.CIDR, "45.0.0.0/24"), (I, "45.0.0.9")]),
        ("dst=45.0.0.1 MD5:" + MD5, [(I, "45.0.0.1"), (Kind.HASH, MD5)]),
        (f"JA3: {MD5}", [(Kind.JA3, MD5)]),
        ("t13d1516h2_8daaf6152771_e5627efa2ab1",) * 1
        + ([(Kind.JA4, "t13d1516h2_8daaf6152771_e5627efa2ab1")],),
        ("Bad Guy <bad@evil.com>", [(Kind.EMAIL, "bad@evil.com")]),
        ("mailto:bad[at]evil[.]com", [(Kind.EMAIL, "bad@evil.com")]),
        ("| Domain | evil.zip |", [(D, "evil.zip")]),
        ("file name: Evil.zip", [(Kind.FILE_NAME, "evil.zip")]),
        ("invoice.exe and C:\\Windows\\evil.dll", []),
        ("[domain-name:value = 'evil.com']", [(D, "evil.com")]),
        ("value,kind\nhttp://evil.com/a,url\n", [(U, "evil.com/a")]),
        ("a.com b.com a.com", [(D, "a.com"), (D, "b.com")]),
    ],
)
def test_what_is_found(text: str, expected: list[tuple[Kind, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    ("text", "stood", "reason"),
    [
        ("run setup.py now", "setup.py", telling.FILE),
        ("The end.It was", "end.It", telling.SENTENCE),
        ("in ASP.NET", "ASP.NET", telling.SENTENCE),
        ("Chrome version 45.0.0.1", "45.0.0.1", telling.VERSION),
        ("evil[.]exe", "evil[.]exe", telling.NO_SUFFIX),
        ("co[.]uk", "co[.]uk", telling.SHARED),
        (f"JA3S {MD5}", MD5, telling.SERVER_JA3),
        ("1" * 32, "1" * 32, telling.NUMBER),
    ],
)
def test_what_is_left_out_and_why(text: str, stood: str, reason: str) -> None:
    found = finding.found(text)
    assert found.indicators == ()
    assert [(each.ref, each.reason, each.line) for each in found.left_out] == [(stood, reason, 1)]


def test_an_address_longer_than_any_browser_follows_is_left_out() -> None:
    (left,) = finding.found("http://evil.com/" + "a" * 3_000).left_out
    assert (left.reason, len(left.ref)) == (telling.TOO_LONG, 200)


def test_a_name_that_may_be_a_files_is_a_domain_in_a_list_of_domains() -> None:
    assert pairs("evil.com\nbad.sh\n") == [(D, "evil.com"), (D, "bad.sh")]
    assert pairs("bad.sh\nworse.py\n") == []
    assert pairs("evil.com\nrun bad.sh\n") == [(D, "evil.com")]
    assert pairs("bad[.]sh") == pairs("domain: bad.sh") == [(D, "bad.sh")]


def test_each_is_given_with_its_place_and_as_it_stood() -> None:
    (first, second) = finding.found(
        "Dear all,\n\twe saw hxxp://evil[.]com/\r\nand a.com"
    ).indicators
    assert (first.line, first.column, first.stood) == (2, 9, "hxxp://evil[.]com/")
    assert (second.line, second.column, second.stood) == (3, 5, "a.com")
    assert (first.defanged, second.defanged) == (True, False)
    (labelled,) = finding.found(f"x MD5:{MD5}").indicators
    assert (labelled.stood, labelled.column) == (MD5, 7)


def test_quoted_printable_is_undone_and_places_stay() -> None:
    text = (
        "Content-Transfer-Encoding: quoted-printable\n\n"
        "http://evil.com/a?b=3D1&c=\r\nde hello =E2=80=8Bevil2.com"
    )
    (first, second) = finding.found(text).indicators
    assert (first.value, first.line) == ("evil.com/a?b=1&cde", 3)
    assert (second.value, second.stood, second.line) == ("evil2.com", "evil2.com", 4)


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(Invalid, match="more than 10,000,000 characters"):
        finding.found("a" * 10_000_001)


FANGED = st.sampled_from(["evil.com", "sub.evil.co.uk", "evil.github.io", "45.0.0.1"])
DOTS = st.sampled_from([".", "[.]", "(.)", "[dot]", "{.}", "\u200b."])
AROUND = st.sampled_from([("", ""), ("(", ")"), ("<", ">"), ('"', '",'), ("| ", " |"), ("", ".")])


@given(FANGED, DOTS, AROUND, st.sampled_from(["", "hxxp://", "http://", "hxxps[:]//"]))
def test_however_it_is_dressed_it_is_found(
    name: str, dot: str, around: tuple[str, str], scheme: str
) -> None:
    text = f"Seen: {around[0]}{scheme}{name.replace('.', dot)}{around[1]} today"
    kind = U if scheme else (I if name[0].isdigit() else D)
    assert pairs(text) == [(kind, name + "/" if scheme else name)]


PIECES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["[.]", "hxxp://", "http://", "evil.com", "=\n", "=3D", "&amp;", "://", "(", ")", "\n", ","]
    ),
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_is_pasted_places_are_true_and_values_stay_as_written(text: str) -> None:
    assert len(clearing.cleared(text)) == len(text)
    lines = text.split("\n")
    for each in finding.found(text).indicators:
        assert "\n".join(lines[each.line - 1 :])[each.column - 1 :].startswith(each.stood)
        assert writing.written(each.kind, each.value) == each.value
