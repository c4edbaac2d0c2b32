"""The outcome's page: shown, saved, refused, put together."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from tests.conftest import NOW, Cast
from tests.server.assess.conftest import Visit
from wardmote.rules.frameworks.values import Part as PartKind
from wardmote.server.assess import models
from wardmote.server.assess.actions import cycles

HOSTILE = "<script>alert('x')</script> & \"quotes\" </textarea>{{ 7*7 }}"
ESCAPED = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &#34;quotes&#34;"


def address(begun: models.Assessment, code: str = "A1.b", part: int = 0) -> str:
    return f"/assessments/{begun.pk}/part/{part}/{code}/"


def send(
    client: Client, begun: models.Assessment, sent: Mapping[str, Any], *, script: bool = False
) -> Any:
    headers = {"accept": "application/json"} if script else {}
    return client.post(address(begun), {"version": "0", "go": "stay", **sent}, headers=headers)


def text(response: Any) -> str:
    return str(response.content.decode())


def kept(cast: Cast, begun: models.Assessment) -> models.Answer:
    cast.enter("alice")
    return models.Answer.objects.get(assessment=begun, outcome="A1.b")


def test_who_sees_it(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    statuses = {name: visit(name).get(address(begun)).status_code for name in cast.people}
    assert statuses == {
        "alice": 200,
        "bob": 200,
        "erin": 200,
        "frank": 200,
        "carol": 200,
        "dave": 404,
        "grace": 404,
        "mallory": 404,
    }
    assert Client().get(address(begun)).status_code == 302


def test_who_saves_it(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    statuses = {
        name: send(visit(name), begun, {"notes": "Same words"}).status_code for name in cast.people
    }
    assert statuses == {
        "alice": 302,
        "bob": 302,
        "erin": 403,
        "frank": 302,
        "carol": 403,
        "dave": 404,
        "grace": 404,
        "mallory": 404,
    }
    assert Client().post(address(begun), {"version": "0"}).status_code == 302
    assert kept(cast, begun).version == 1


def test_readers_are_offered_no_form(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    send(visit("alice"), begun, {"answer-A1.b.A.1": "met_another_way", "how-A1.b.A.1": "By post"})
    page = text(visit("carol").get(address(begun)))
    assert "Met another way" in page
    assert "By post" in page
    assert 'name="answer-' not in page
    assert "You can read this outcome but not change it" in page


def test_each_statement_is_asked_once(begun: models.Assessment, visit: Visit) -> None:
    page = text(visit("alice").get(address(begun, "A2.a")))
    assert len(re.findall(r"data-statement=", page)) == 20
    assert page.index("All of these must be met for achieved") < page.index("If any of these")
    assert "Also counts for: partially achieved" in page
    assert "2 more statements of this column are answered above" in page
    assert "Profile asks for" in page
    assert "unofficial" in page


def test_save_and_continue(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    client = visit("alice")
    onward = send(client, begun, {"go": "continue", "notes": "Seen"})
    assert (onward.status_code, onward["Location"]) == (302, address(begun, "A1.c"))
    last = client.post(address(begun, "D2.b"), {"version": "0", "go": "continue"})
    assert last["Location"] == f"/assessments/{begun.pk}/tasks/"
    page = text(client.get(address(begun)))
    assert "Seen</textarea>" in page
    assert "Alice Ferrow, " in page


def test_an_answer_is_cleared(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    client = visit("alice")
    both = {"answer-A1.b.A.1": "yes", "answer-A1.b.A.2": "no", "how-A1.b.A.1": "Fully"}
    send(client, begun, both)
    send(client, begun, {**both, "version": "1", "clear": "A1.b.A.1"})
    assert kept(cast, begun).statements == {"A1.b.A.2": {"answer": "no", "how": ""}}


def test_html_is_text(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    client = visit("alice")
    send(
        client,
        begun,
        {
            "notes": HOSTILE,
            "reason": HOSTILE,
            "answer-A1.b.A.1": "met_another_way",
            "how-A1.b.A.1": HOSTILE,
        },
    )
    for name in ("alice", "carol"):
        page = text(visit(name).get(address(begun)))
        assert page.count(ESCAPED) == 3
        assert "<script>alert" not in page
    assert kept(cast, begun).notes == HOSTILE


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"answer-Z9": "yes"}, "There is no statement &#39;Z9&#39; here."),
        ({"answer-A1.b.A.1": "perhaps"}, "Choose an answer for A1.b.A.1 from the list."),
        ({"how-A1.b.A.1": "So"}, "Choose an answer for A1.b.A.1, or clear what is written"),
        ({"answer-A1.b.A.1": "met_another_way"}, "Say how A1.b.A.1 is met another way."),
        ({"judged": "splendid"}, "Choose a judgement from the list."),
        ({"judged": "achieved"}, "Say why you judge this now"),
        ({"reason": "b" * 100_000}, "The reason must be 4,000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_written_stays(
    cast: Cast, begun: models.Assessment, visit: Visit, sent: dict[str, str], message: str
) -> None:
    client = visit("alice")
    answer = send(client, begun, {"notes": "Long thought", **sent})
    page = text(answer)
    assert answer.status_code == 422
    assert "<title>Error: A1.b" in page
    assert message in page
    assert "Long thought</textarea>" in page
    assert sent.get("reason", "") in page
    for target in re.findall(r'<li><a href="#([^"]+)">', page):
        assert f'id="{target}"' in page or target.startswith("answer-Z")
    assert kept(cast, begun).version == 0


def test_invisible_characters_are_taken_out(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    send(visit("alice"), begun, {"notes": "a\0b\r\nc\x1b\x7f  "})
    assert kept(cast, begun).notes == "ab\nc"


@pytest.mark.parametrize("version", ["", "x", "-1", "1e3", "٣", "9" * 40, "7"])
def test_a_version_that_cannot_be_gives_the_text_back(
    cast: Cast, begun: models.Assessment, visit: Visit, version: str
) -> None:
    answer = send(visit("alice"), begun, {"version": version, "notes": "Long thought"})
    assert answer.status_code == 422
    assert "Long thought" in text(answer)
    assert "Your answers were not saved" in text(answer)
    assert kept(cast, begun).version == 0


def test_under_review_gives_the_text_back(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    cast.enter("alice")
    models.Assessment.objects.filter(pk=begun.pk).update(state="in_review")
    answer = send(visit("alice"), begun, {"notes": "Long thought"})
    assert answer.status_code == 409
    assert "Long thought" in text(answer)
    assert "in internal review" in text(answer)
    page = text(visit("alice").get(address(begun)))
    assert "the assessment is in internal review" in page


def test_too_many_fields_are_refused(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    many = {f"answer-{number}": "yes" for number in range(10_000)}
    answer = send(visit("alice"), begun, many)
    assert answer.status_code == 400
    assert "What you sent could not be read" in text(answer)
    fewer = {f"answer-{number}": "yes" for number in range(4_000)}
    answer = send(visit("alice"), begun, fewer)
    assert answer.status_code == 422
    assert text(answer).count("There is no statement") == 10
    assert kept(cast, begun).version == 0


@pytest.mark.parametrize(
    "path",
    ["part/0/Z9.z/", "part/9/A1.b/", "part/0/B1.a/", "part/0/%00/", "part/99999999999/A1.b/"],
)
def test_what_is_not_there(begun: models.Assessment, visit: Visit, path: str) -> None:
    assert visit("alice").get(f"/assessments/{begun.pk}/{path}").status_code == 404


def test_a_system_has_its_own_answers(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    cast.enter("alice")
    cycles.add_part(begun, number=1, kind=PartKind.SYSTEM, title="Housing")
    models.Part.objects.filter(number=1).update(withdrawn_at=NOW)
    page = visit("alice").get(address(begun, "B1.a", 1))
    assert page.status_code == 200
    assert "Housing is no longer in this assessment" in text(page)


def test_the_script_is_told_what_became_of_it(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    alice = visit("alice")
    first = send(alice, begun, {"answer-A1.b.NA.1": "yes"}, script=True).json()
    assert (first["state"], first["version"]) == ("saved", 1)
    assert "Not achieved" in first["result"]
    other = send(visit("bob"), begun, {"notes": "Bob's"}, script=True).json()
    assert (other["version"], other["merged_with"], other["fields"]) == (
        2,
        "Alice Ferrow",
        {"answer-A1.b.NA.1": "yes", "how-A1.b.NA.1": ""},
    )
    clash = send(alice, begun, {"version": "1", "notes": "Hers"}, script=True).json()
    assert (clash["state"], "Bob Tansley changed" in clash["message"]) == ("clash", True)
    unsound = send(alice, begun, {"version": "2", "judged": "achieved"}, script=True).json()
    assert (unsound["state"], unsound["problems"][0]["field"]) == ("unsound", "reason")
    refused = send(alice, begun, {"version": "77"}, script=True).json()
    assert refused["state"] == "refused"
