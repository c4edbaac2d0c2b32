"""The tree of a JSON or YAML file: lines right, and hostile files refused."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.formats.frameworks import trees
from wardmote.formats.frameworks.trees import Node
from wardmote.rules.refusal import Invalid


def plain(node: Node) -> object:
    """Give a tree without its lines."""
    if isinstance(node.value, dict):
        return {key: plain(each) for key, each in node.value.items()}
    if isinstance(node.value, list):
        return [plain(each) for each in node.value]
    return node.value


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
VALUES = st.recursive(
    TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 2, "\t"]))
def test_json_reads_as_it_was_written(value: object, ascii_only: bool, indent: int | None) -> None:
    data = json.dumps([value], ensure_ascii=ascii_only, indent=indent).encode()
    assert plain(trees.read(data, "file.json")) == [value]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(Invalid):
        assert isinstance(trees.read(data, "file"), Node)


def test_each_value_knows_its_line() -> None:
    tree = trees.read(b"a: &x\n  - 1\n  - 2\nb: *x\nc:\n  d: text\n", "file.yaml")
    assert (tree.get("a").line, [each.line for each in tree.get("a").items]) == (1, [2, 3])
    assert [each.text for each in tree.get("b").items] == ["1", "2"]
    assert (tree.get("c", "d").text, tree.get("c", "d").line) == ("text", 6)
    assert tree.get("c", "none", "below").text == ""


def test_null_is_no_text_but_the_word_in_quotes_is() -> None:
    tree = trees.read(b"[null, ~, 'null', \"~\"]", "file.yaml")
    assert [each.text for each in tree.items] == ["", "", "null", "~"]


def bomb(width: int, depth: int) -> bytes:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, depth)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(bomb(10, 12), "file:5: It holds more than 200,000 values.", id="aliases"),
        pytest.param(
            b"- x\n" * 200_001, "file:200000: It holds more than 200,000 values.", id="many"
        ),
        pytest.param(b"[" * 100_000, "file:1: It is nested more than 60 deep.", id="deep JSON"),
        pytest.param(b"- " * 100_000, "file:1: It is nested more than 60 deep.", id="deep YAML"),
        pytest.param(b"a: &x [*x]", "file:1: *x stands for nothing above it.", id="endless"),
        pytest.param(b"x: *gone", "file:1: *gone stands for nothing above it.", id="no anchor"),
        pytest.param(b"a: 1\na: 2", "file:2: 'a' is there twice.", id="key twice"),
        pytest.param(b"? [a]\n: b", "file:1: A key must be text.", id="key"),
        pytest.param(b"--- a\n--- b", "file:2: It holds more than one document.", id="documents"),
        pytest.param(
            b"\xff\xfe", "file: The file is not in UTF-8. Save it as UTF-8.", id="encoding"
        ),
        pytest.param(
            b"x" * 20_000_001,
            "file: The file has 20 MB; the most that is read is 20 MB.",
            id="too big",
        ),
    ],
)
def test_a_hostile_file_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        trees.read(data, "file")
    assert str(refusal.value) == message


@pytest.mark.parametrize("data", [b'{"a": ', b"{]", b"\x00", b'{"a": "\\ud83d"}', b"a: b: c"])
def test_a_broken_file_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"^file(:[12])?: This is not valid JSON or YAML: "):
        trees.read(data, "file")


def test_no_object_is_ever_made_from_a_tag() -> None:
    tree = trees.read(b"!!python/object/apply:os.system ['exit 1']", "file.yaml")
    assert plain(tree) == ["exit 1"]
