"""The page where two people's changes are put together: both are shown, and a person chooses."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import Cast
from tests.server.assess.conftest import Visit
from tests.server.assess.test_outcome_page import address, kept, send, text
from wardmote.server.assess import models


def clash_page(begun: models.Assessment, visit: Visit, sent: Mapping[str, str]) -> Any:
    send(visit("bob"), begun, {"notes": "Bob's note", "answer-A1.b.A.1": "yes"})
    page = send(visit("alice"), begun, sent)
    assert page.status_code == 409
    return page


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    sent = {name: value.replace("&#39;", "'") for name, value in found}
    return {name: value for name, value in sent.items() if name != "written_by"}


MINE = {"notes": "Alice's note", "answer-A1.b.A.2": "no", "answer-A1.b.A.1": "no"}


def test_a_clash_shows_both_and_keeps_what_is_chosen(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    page = text(clash_page(begun, visit, MINE))
    assert "Bob&#39;s note" in page
    assert "Alice&#39;s note" in page
    assert "Saved by Bob Tansley" in page
    assert "1 other change is kept from both of you" in page
    sent = hidden(page)
    assert (sent["version"], sent["base"]) == ("1", "0")
    merge = f"{address(begun)}merge/"
    half = visit("alice").post(merge, {**sent, "keep-notes": "theirs"})
    assert half.status_code == 422
    assert 'href="#keep-statement:A1.b.A.1"' in text(half)
    assert 'id="keep-statement:A1.b.A.1"' in text(half)
    done = visit("alice").post(
        merge,
        {
            **sent,
            "keep-notes": "both",
            "text-notes": "Bob's note and Alice's",
            "keep-statement:A1.b.A.1": "mine",
        },
    )
    assert (done.status_code, done["Location"]) == (302, address(begun))
    row = kept(cast, begun)
    assert (row.notes, row.version) == ("Bob's note and Alice's", 2)
    assert {code: each["answer"] for code, each in row.statements.items()} == {
        "A1.b.A.1": "no",
        "A1.b.A.2": "no",
    }


def test_a_third_save_while_choosing_asks_again(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    sent = hidden(text(clash_page(begun, visit, {"notes": "Alice's note"})))
    send(visit("frank"), begun, {"version": "1", "notes": "Frank's note"})
    again = visit("alice").post(f"{address(begun)}merge/", {**sent, "keep-notes": "mine"})
    assert again.status_code == 409
    assert "Saved by Frank Oduya" in text(again)
    assert "Alice&#39;s note" in text(again)
    assert kept(cast, begun).notes == "Frank's note"


def test_what_both_need_to_make_sense_is_asked(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    codes = [f"A1.b.NA.{index}" for index in (1, 2, 3)]
    good = {f"answer-{code}": "no" for code in codes}
    good |= {f"answer-A1.b.A.{index}": "yes" for index in (1, 2, 3)}
    send(visit("bob"), begun, good)
    send(visit("bob"), begun, {**good, "version": "1", "judged": "achieved"})
    page = send(visit("alice"), begun, {**good, "version": "1", "answer-A1.b.A.1": "no"})
    assert page.status_code == 422
    assert "Say why your judgement differs" in text(page)
    assert 'name="version" value="2"' in text(page)


@pytest.mark.parametrize("broken", [{"base": ""}, {"version": "x"}, {"version": "9"}])
def test_a_broken_choice_gives_the_text_back(
    cast: Cast, begun: models.Assessment, visit: Visit, broken: dict[str, str]
) -> None:
    sent = hidden(text(clash_page(begun, visit, {"notes": "Alice's note"})))
    answer = visit("alice").post(f"{address(begun)}merge/", {**sent, **broken})
    assert answer.status_code in (404, 422)
    assert "Alice&#39;s note" in text(answer)


def test_a_stranger_cannot_settle(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    sent = hidden(text(clash_page(begun, visit, {"notes": "Alice's note"})))
    sent["keep-notes"] = "mine"
    for name, status in (("mallory", 404), ("dave", 404), ("carol", 403), ("erin", 403)):
        answer = visit(name).post(f"{address(begun)}merge/", sent)
        assert (name, answer.status_code) == (name, status)
        assert "Bob" not in text(answer)
