"""Every rule either runs or is named with the reason why not."""

import os
from pathlib import Path

import pytest

from tests.engines.hunting import views
from wardmote.engines.hunting.sigma import compiling, running
from wardmote.rules.hunting.values import Column, Find, LogKind, Reader

KIND = LogKind(
    name="proxy",
    title="the test's proxy log",
    reader=Reader.DELIMITED,
    columns=(
        Column("url", sigma=("c-uri", "cs-uri")),
        Column("agent", sigma=("c-useragent",)),
        Column("status", sigma=("sc-status",)),
    ),
    sigma=("category=proxy", "category=webserver, product=apache"),
)

RULE = """
title: A rule
id: 5513deaf-f49a-46c2-a6c8-3f111b5cb453
logsource: {category: proxy}
detection:
  selection: {c-uri|contains: evil}
  condition: selection
"""


def with_(old: str, new: str) -> str:
    assert old in RULE
    return RULE.replace(old, new)


REFUSED = {
    with_(
        "category: proxy", "category: dns"
    ): "It is about category=dns, which the test's proxy log does not answer.",
    with_("category: proxy", "category: proxy, product: squid"): "It is about category=proxy, "
    "product=squid, which the test's proxy log does not answer.",
    with_(
        "c-uri|contains", "cs-host"
    ): "It asks for cs-host, which the test's proxy log does not hold.",
    with_(
        "c-uri|contains: evil", "c-uri|hour: 5"
    ): "It asks about parts of a time, such as the hour.",
    with_("c-uri|contains: evil", "c-uri|re: '(?=a)'"): "This regular expression cannot be "
    "run. Write it without looking ahead or back, without \\1, and shorter.",
    with_(
        "c-uri|contains: evil", "c-uri|expand: '%evil%'"
    ): "It has a placeholder, which stands for values of another place.",
    "title: x\ncorrelation: {type: event_count}": "It is a correlation rule. Those are not run; "
    "give the rules it is about.",
    "title: x\nfilter: {rules: [a]}": "It is a filter rule. Those are not run; "
    "give the rules it is about.",
    "title: x\naction: global": "It is in the old form with `action`. Convert it to Sigma 2.",
    "a: &a [1]\nb: *a": "It uses references of YAML (& and *). Write each value out.",
    "[" * 100_000: "It is nested too deep.",
    "- a": "A document in it is no rule.",
    "title: [": "It is not YAML, line 2: did not find expected node content",
    "x" * 2_000_000: "The text is too large for rules. Split it.",
    with_(
        "condition: selection", f"condition: {'(' * 50}selection{')' * 50}"
    ): "Its condition is too long or has too many brackets.",
}

BROKEN = [
    "title: x",
    with_("detection:", "detections:"),
    with_("condition: selection", "condition: selektion"),
    with_("condition: selection", "condition: 5"),
    with_("selection: {c-uri|contains: evil}", "selection: {}"),
    with_("selection: {c-uri|contains: evil}", "selection: []"),
    with_("c-uri|contains", "c-uri|nosuchmodifier"),
    with_("c-uri|contains: evil", "c-uri|contains: {a: b}"),
    with_("c-uri|contains: evil", "c-uri|cidr: 10.0.0.999/8"),
    with_("c-uri|contains: evil", "c-uri|gt: evil"),
    with_("logsource: {category: proxy}", "logsource: 5"),
    with_("id: 5513deaf-f49a-46c2-a6c8-3f111b5cb453", "id: [1]"),
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_rule_that_cannot_run_is_named_with_the_reason(text: str) -> None:
    rules, refused = compiling.compile_rules([text], KIND)
    assert (rules, [each.reason for each in refused]) == ((), [REFUSED[text]])


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_rule_is_no_fault(text: str) -> None:
    rules, refused = compiling.compile_rules([text], KIND)
    assert (rules, len(refused)) == ((), 1)


@pytest.mark.parametrize(
    ("asked", "runs"),
    [
        ("category: dns_query", True),
        ("category: dns_query, product: windows", True),
        ("category: dns_query, product: linux", False),
        ("product: windows", True),
        ("product: windows, service: sysmon", True),
        ("product: windows, service: security", False),
        ("service: sysmon", True),
        ("category: dns", False),
    ],
)
def test_a_kind_of_log_is_of_one_products_making(asked: str, runs: bool) -> None:
    kind = LogKind(
        name="windows",
        title="Windows",
        reader=Reader.EVTX,
        columns=(Column("c-uri"),),
        sigma=("category=dns_query", "product=windows, service=sysmon"),
    )
    rules, refused = compiling.compile_rules([with_("category: proxy", asked)], kind)
    assert (len(rules), len(refused)) == ((1, 0) if runs else (0, 1))


def test_good_rules_run_beside_bad_ones_and_keep_their_place(tmp_path: Path) -> None:
    file = tmp_path / "rules.yml"
    file.write_text(f"{RULE}\n---\ntitle: Other\nlogsource: {{category: dns}}\ndetection: 5\n")
    rules, refused = compiling.compile_rules([file, RULE], KIND)
    assert [(each.ref, each.title, each.source) for each in rules] == [
        ("5513deaf-f49a-46c2-a6c8-3f111b5cb453", "A rule", "rules.yml"),
        ("5513deaf-f49a-46c2-a6c8-3f111b5cb453", "A rule", "text 2"),
    ]
    assert [(each.source, each.title) for each in refused] == [("rules.yml", "Other")]


def test_a_find_says_how_often_and_from_when_to_when() -> None:
    rules, _ = compiling.compile_rules([RULE, with_("evil", "good")], KIND)
    rows = [{"url": "a"}, {"url": "x-EVIL"}, {"url": "y"}, {"url": "x-EVIL"}, {"url": "evil!"}]
    view = views.view(KIND, rows)
    assert running.hunt(view, "log", KIND, rules) == [
        Find(
            "5513deaf-f49a-46c2-a6c8-3f111b5cb453",
            views.START.replace(second=1),
            views.START.replace(second=4),
            3,
        )
    ]


def test_a_keyword_is_sought_in_every_column() -> None:
    text = with_("{c-uri|contains: evil}", "['ev*l', 404]")
    rules, _ = compiling.compile_rules([text], KIND)
    rows = [
        {"url": "an EVIL one"},
        {"agent": "evl"},
        {"status": "404"},
        {"url": "ev", "agent": "l"},
    ]
    assert [each.count for each in running.hunt(views.view(KIND, rows), "log", KIND, rules)] == [3]


SUITE = LogKind(
    name="suite",
    title="the test's log of several sources",
    reader=Reader.JSON_LINES,
    columns=(
        Column("type"),
        Column("v1", sigma=("query",)),
        Column("v2", sigma=("query",), several=", "),
    ),
    sigma=("category=dns", "category=proxy"),
    where={"category=dns": {"type": ("dns", "DNS2")}},
)

ANSWERS = {
    "query: a.example": [0, 1, 2],
    "query|endswith: .EXAMPLE": [0, 1, 2],
    "query: null": [4],
    "query|exists: false": [4],
    "query: ''": [4],
    "query|contains|cased: B": [2],
    "query|re: '^b'": [1],
}


@pytest.mark.parametrize("selection", ANSWERS)
def test_a_field_has_all_values_of_its_columns_within_its_source(selection: str) -> None:
    text = with_("{c-uri|contains: evil}", f"{{{selection}}}").replace("proxy", "dns")
    rules, _ = compiling.compile_rules([text], SUITE)
    rows = [
        {"type": "dns", "v1": "a.example"},
        {"type": "Dns", "v2": "b, a.example"},
        {"type": "dns2", "v2": "a.example,  B"},
        {"type": "http", "v1": "a.example"},
        {"type": "dns"},
    ]
    counts = []
    for row in rows:
        found = running.hunt(views.view(SUITE, [row]), "log", SUITE, rules)
        counts.append(sum(each.count for each in found))
    assert [at for at, count in enumerate(counts) if count] == ANSWERS[selection]


def test_no_rule_finds_nothing_and_no_row_is_no_fault() -> None:
    rules, _ = compiling.compile_rules([RULE], KIND)
    assert running.hunt(views.view(KIND, [{"url": "evil"}]), "log", KIND, []) == []
    assert running.hunt(views.view(KIND, []), "log", KIND, rules) == []


def test_many_rules_give_what_each_gives_alone() -> None:
    texts = [
        with_("evil", f"word{number}-end").replace("A rule", f"Rule {number}")
        for number in range(250)
    ]
    texts += [with_("{c-uri|contains: evil}", f"{{sc-status: {number}}}") for number in range(3)]
    rules, _ = compiling.compile_rules(texts, KIND)
    rows = [
        {"url": f"/word{number % 40}-END/x", "status": str(number % 4)} for number in range(400)
    ]
    counts = [each.count for each in running.hunt(views.view(KIND, rows), "log", KIND, rules)]
    assert counts == [10] * 40 + [100] * 3


def test_the_rules_of_the_field_are_all_told_apart() -> None:
    folder = os.environ.get("WARDMOTE_REFERENCE_DATA")
    if not folder:
        pytest.skip("WARDMOTE_REFERENCE_DATA names no folder with defend/sigma")
    files = sorted((Path(folder) / "defend" / "sigma").glob("*.yml"))
    names = {
        name
        for line in "\n".join(each.read_text(encoding="utf-8") for each in files).splitlines()
        for name in [line.strip(" -").partition(":")[0].partition("|")[0]]
        if name and name.replace("-", "").replace("_", "").isalnum()
    }
    sources = ("proxy", "webserver", "dns", "firewall", "dns_query,product=windows")
    kind = LogKind(
        name="all",
        title="a log of everything",
        reader=Reader.DELIMITED,
        columns=tuple(Column(name) for name in sorted(names, key=str.lower)),
        sigma=tuple(f"category={each}" for each in sources),
    )
    rules, refused = compiling.compile_rules(files, kind)
    assert (len(files), len(rules), [each.reason for each in refused]) == (58, 58, [])
    rows = [{"cs-host": "x.evil", "c-useragent": "rclone/v1.63", "cs-method": "GET"}, {}]
    found = running.hunt(views.view(kind, rows), "log", kind, rules)
    titles = {rule.ref: rule.title for rule in rules}
    assert [(titles[each.indicator], each.count) for each in found] == [
        ("Rclone Activity via Proxy", 1)
    ]
