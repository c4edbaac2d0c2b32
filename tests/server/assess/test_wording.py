"""The official words of an outcome, where a steward imported them."""

from dataclasses import replace

from tests.conftest import NOW, Cast
from tests.server.assess.conftest import Visit
from tests.server.assess.test_outcome_page import address, send, text
from wardmote.formats.frameworks import packs, shipped
from wardmote.formats.frameworks.checking import Checked
from wardmote.rules.frameworks.values import Framework
from wardmote.server.assess import models
from wardmote.server.frameworks import actions


def other_words() -> Framework:
    """Give CAF 4.0 in words that nobody would write."""
    content = packs.dump_framework(shipped.framework("caf-4.0"))
    found = packs.load_framework(content.replace('"text": "', '"text": "Verily, ').encode())
    assert "Verily" in found.outcome("A1.b").statements[0].text
    return replace(found, wording="Official")


def test_nothing_is_offered_where_nothing_was_imported(
    begun: models.Assessment, visit: Visit
) -> None:
    assert "wording" not in text(visit("alice").get(f"{address(begun)}?wording=official"))


def test_one_chooses_and_it_stays_chosen(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    checked = Checked("words.csv", framework=other_words())
    actions.import_checked(actor=cast.enter("dave"), checked=checked, now=NOW)
    client = visit("alice")
    assert "Show the official wording" in text(client.get(address(begun)))
    official = text(client.get(f"{address(begun)}?wording=official"))
    assert official.count("Verily") >= 6
    assert "Show the plain wording" in official
    assert "Verily" in text(client.get(address(begun, "A1.c")))
    saved = send(client, begun, {"answer-A1.b.NA.1": "yes"}, script=True).json()
    assert "Verily" in saved["result"]
    assert "Verily" not in text(visit("bob").get(address(begun)))
    plain = text(client.get(f"{address(begun)}?wording=plain"))
    assert "Verily" not in plain
