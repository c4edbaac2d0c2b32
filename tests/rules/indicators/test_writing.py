"""How values are written so that they can be compared."""

import pytest
from hypothesis import given, strategies
from hypothesis.strategies import SearchStrategy

from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Kind
from wardmote.rules.refusal import Invalid

MD5 = "d41d8cd98f00b204e9800998ecf8427e"
SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EVIL.example.", "evil.example"),
        (" evil.example:8443 ", "evil.example"),
        ("*.evil.example", "evil.example"),
        ("*.*.evil.example", None),
        ("intranet", "intranet"),
        ("_dmarc.evil.example", "_dmarc.evil.example"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("BÜCHER.DE.", "xn--bcher-kva.de"),
        ("xn--BCHER-kva.de", "xn--bcher-kva.de"),
        ("faß.de", "xn--fa-hia.de"),
        ("evil。example", "evil.example"),
        ("192.0.2.1:443", "192.0.2.1"),
        ("[2001:DB8:0:0::1]:443", "2001:db8::1"),
        ("2001:0db8::0001", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::FFFF:c000:201]", "192.0.2.1"),
        ("192.0.2.1.", "192.0.2.1"),
        ("0300.0.2.1", None),
        ("0xc0.0.2.1", None),
        ("192.0.2", None),
        ("192.0.2.256", None),
        ("-evil.example", None),
        ("evil..example", None),
        ("evil.example:http", None),
        ("[2001:db8::1", None),
        ("a" * 64 + ".example", None),
        ("a b.example", None),
        ("", None),
        ("-", None),
    ],
)
def test_a_host(text: str, expected: str | None) -> None:
    assert writing.host(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("evil.example", None),
    ],
)
def test_an_address(text: str, expected: str | None) -> None:
    assert writing.address(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.9/24", "192.0.2.0/24"),
        ("192.0.2.1", "192.0.2.1/32"),
        ("::ffff:192.0.2.9/120", "192.0.2.0/24"),
        ("2001:DB8::1/32", "2001:db8::/32"),
        ("0.0.0.0/0", None),
        ("192.0.2.0/33", None),
        ("evil.example/24", None),
    ],
)
def test_a_network(text: str, expected: str | None) -> None:
    assert writing.network(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "host"),
    [
        ("HTTPS://EVIL.example", "evil.example/", "evil.example"),
        ("http://evil.example:80/a", "evil.example/a", "evil.example"),
        ("evil.example:443", "evil.example/", "evil.example"),
        ("//evil.example/a", "evil.example/a", "evil.example"),
        ("http://u:p@evil.example:8080/A?b=C#d", "evil.example:8080/A?b=C", "evil.example"),
        ("http://evil.example?q=/", "evil.example/?q=/", "evil.example"),
        ("evil.example/%7e%2f%e9", "evil.example/~%2F%E9", "evil.example"),
        ("evil.example/a b\u00e9", "evil.example/a%20b%C3%A9", "evil.example"),
        ("http://[2001:DB8::1]:8080/a", "[2001:db8::1]:8080/a", "2001:db8::1"),
        ("http://[::ffff:192.0.2.1]/a", "192.0.2.1/a", "192.0.2.1"),
        ("http://evil.example:/a", "evil.example/a", "evil.example"),
        ("evil.example/http://good.example/", "evil.example/http://good.example/", "evil.example"),
        ("http://evil.example:65536/", None, ""),
        ("javascript:alert(1)", None, ""),
        ("/index.html", None, ""),
        ("", None, ""),
    ],
)
def test_a_url(text: str, expected: str | None, host: str) -> None:
    assert writing.url(text) == expected
    assert writing.host_of(expected or "") == host


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (MD5.upper(), (MD5,)),
        (f"MD5={MD5},SHA1={SHA1.upper()},IMPHASH={MD5}", (MD5, SHA1)),
        (f"{MD5} {SHA1}", (MD5, SHA1)),
        (MD5 + "0", ()),
        ("x" + MD5, ()),
        ("", ()),
    ],
)
def test_hashes(cell: str, expected: tuple[str, ...]) -> None:
    assert writing.hashes(cell) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bob.Smith@EVIL.example.", "bob.smith@evil.example"),
        ('"Smith, Bob" <bob@evil.example>', "bob@evil.example"),
        ("mailto:bob@evil.example", "bob@evil.example"),
        ("bob@bücher.de", "bob@xn--bcher-kva.de"),
        ("bob@localhost", None),
        ("bob@192.0.2.1", None),
        ("@evil.example", None),
        ("a@b.example, c@d.example", None),
        ("bob", None),
    ],
)
def test_an_email_address(text: str, expected: str | None) -> None:
    assert writing.email(text) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (r"C:\Windows\Temp\EVIL.exe", "evil.exe"),
        ("/tmp/Evil", "evil"),
        (r'"C:\Program Files\evil.exe"', "evil.exe"),
        ("evil.exe", "evil.exe"),
        ("/tmp/", None),
        (" ", None),
    ],
)
def test_a_file_name(path: str, expected: str | None) -> None:
    assert writing.file_name(path) == expected


def test_what_browsers_and_handshakes_call_themselves() -> None:
    ja4 = "t13d1516h2_8daaf6152771_e5627efa2ab1"
    assert writing.user_agent(" Mozilla/5.0 (X) ") == "Mozilla/5.0 (X)"
    assert writing.user_agent(" ") is None
    assert writing.ja3(MD5.upper()) == MD5
    assert (writing.ja3(SHA1), writing.ja3(f"{MD5} x")) == (None, None)
    assert writing.ja4(ja4.upper()) == ja4
    assert writing.ja4(ja4 + "0") is None


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Kind.DOMAIN, "*.evil[.]example", "evil.example"),
        (Kind.DOMAIN, "evil(dot)example", "evil.example"),
        (Kind.DOMAIN, "ev\u200bil.example", "evil.example"),
        (Kind.IP, "192[.]0[.]2{.}1", "192.0.2.1"),
        (Kind.IP, "2001[:]db8[:][:]1", "2001:db8::1"),
        (Kind.CIDR, "192.0.2[.]1/24", "192.0.2.0/24"),
        (Kind.URL, "hxxps[:]//evil[.]example/a", "evil.example/a"),
        (Kind.URL, "hXXp[://]evil.example", "evil.example/"),
        (Kind.URL_PREFIX, "h**p://evil.example/a", "evil.example/a"),
        (Kind.HASH, f" {MD5.upper()} ", MD5),
        (Kind.EMAIL, "bob[at]evil[dot]example", "bob@evil.example"),
        (Kind.EMAIL, "bob[@]evil.example", "bob@evil.example"),
        (Kind.FILE_NAME, "Evil.EXE", "evil.exe"),
        (Kind.USER_AGENT, " sqlmap/1.0 ", "sqlmap/1.0"),
        (Kind.JA3, MD5, MD5),
    ],
)
def test_an_indicator_is_written_as_logs_are(kind: Kind, text: str, expected: str) -> None:
    assert writing.written(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (
            Kind.DOMAIN,
            "http://evil.example/",
            "Give a domain such as evil.example, with a dot and no scheme."
            " This is none: 'http://evil.example/'.",
        ),
        (
            Kind.DOMAIN,
            "localhost",
            "Give a domain such as evil.example, with a dot and no scheme."
            " This is none: 'localhost'.",
        ),
        (
            Kind.IP,
            "1.2.3",
            "Give an address such as 192.0.2.1 or 2001:db8::1. This is none: '1.2.3'.",
        ),
        (
            Kind.CIDR,
            "::/0",
            "Give a range such as 192.0.2.0/24 or 2001:db8::/32. This is none: '::/0'.",
        ),
        (
            Kind.HASH,
            "x" * 70,
            "Give an MD5, SHA-1 or SHA-2 hash in hexadecimal digits."
            f" This is none: '{'x' * 57}...'.",
        ),
    ],
)
def test_what_is_no_value_of_its_kind_is_refused(kind: Kind, text: str, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        writing.written(kind, text)
    assert refused.value.message == message
    assert refused.value.field == "value"


LABELS = strategies.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9_])?", fullmatch=True)
NAMES = strategies.lists(LABELS, min_size=1, max_size=4).map(lambda parts: ".".join(parts) + ".com")
ADDRESSES = strategies.ip_addresses().map(str)
HOSTS = NAMES | ADDRESSES
URLS = strategies.builds(
    lambda scheme, where, path: f"{scheme}{f'[{where}]' if ':' in where else where}{path}",
    strategies.sampled_from(("", "http://", "HTTPS://", "//")),
    HOSTS,
    strategies.from_regex(r"(:[0-9]{1,5})?(/[!-~]{0,20})?", fullmatch=True),
)
CLEAN: dict[Kind, SearchStrategy[str]] = {
    Kind.DOMAIN: NAMES,
    Kind.IP: ADDRESSES,
    Kind.CIDR: strategies.ip_addresses().map(lambda address: f"{address}/24"),
    Kind.URL: URLS,
    Kind.EMAIL: NAMES.map(lambda name: f"Someone@{name}"),
    Kind.FILE_NAME: strategies.text(min_size=1),
    Kind.USER_AGENT: strategies.text(min_size=1),
    Kind.HASH: strategies.text("0123456789abcdefABCDEF", min_size=32, max_size=64),
}


@pytest.mark.parametrize("kind", CLEAN)
@given(data=strategies.data())
def test_what_is_written_is_written_the_same_again(kind: Kind, data: strategies.DataObject) -> None:
    try:
        once = writing.written(kind, data.draw(CLEAN[kind] | strategies.text()))
    except Invalid:
        return
    assert writing.written(kind, once) == once


@given(HOSTS | URLS.filter(lambda text: "[" not in text.partition("/")[2]))
def test_taking_off_brackets_leaves_a_clean_value_alone(clean: str) -> None:
    if not writing.DEFANGED.search(clean):
        assert writing.refanged(clean) == clean


@given(HOSTS, strategies.sampled_from(("[.]", "(.)", "{.}", "[dot]", "[DOT]")))
def test_brackets_around_dots_change_nothing(clean: str, dot: str) -> None:
    assert writing.refanged(clean.replace(".", dot)) == clean


@given(NAMES)
def test_case_and_a_last_dot_change_nothing(name: str) -> None:
    assert writing.host(name.upper() + ".") == name
    assert writing.url(f"HTTP://{name.upper()}.:80") == f"{name}/"


@given(strategies.text())
def test_no_text_is_a_fault(text: str) -> None:
    found = writing.host(text)
    assert found is None or writing.host(found) == found
    address = writing.url(text)
    assert address is None or writing.url(address) == address
    email = writing.email(text)
    assert email is None or writing.email(email) == email
    writing.network(text), writing.hashes(text), writing.file_name(text), writing.ja4(text)
