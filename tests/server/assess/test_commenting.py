"""Comments on an outcome: written, told, resolved."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import NOW, Cast
from tests.server.assess.conftest import Visit, start
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Forbidden, Invalid, Missing
from wardmote.server.assess import models
from wardmote.server.assess.actions import commenting
from wardmote.server.assess.queries import answers, comments


def write(actor: Actor, begun: models.Assessment, text: str, *tells: Any) -> models.Comment:
    return commenting.write_comment(
        actor=actor,
        assessment=begun.pk,
        part=0,
        outcome="A1.b",
        text=text,
        tells={UUID(str(one.pk)) for one in tells},
        now=NOW,
    )


def resolve(actor: Actor, begun: models.Assessment, key: UUID, is_resolved: bool = True) -> None:
    commenting.resolve_comment(
        actor=actor,
        assessment=begun.pk,
        part=0,
        outcome="A1.b",
        comment=key,
        is_resolved=is_resolved,
        now=NOW,
    )


def told(comment: models.Comment) -> list[str]:
    return sorted(one.person.name for one in comment.mentions.select_related("person"))


def test_a_comment_tells_people(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    written = write(alice, begun, "Is this so, @bob tansley? @Frank", cast.erin, cast.carol)
    assert told(written) == ["Bob Tansley", "Carol Whin", "Erin Maddock"]
    assert written.author_id == alice.person


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Bob Tansley", True),
        ("see @BOB TANSLEY.", True),
        ("@Bob Tansleyson", False),
        ("Bob Tansley", False),
        ("@Bob", False),
    ],
)
def test_who_is_named(text: str, expected: bool) -> None:
    assert commenting.names(text, "Bob Tansley") is expected


def test_an_assurer_comments_and_tells_those_who_take_part(
    cast: Cast, begun: models.Assessment
) -> None:
    write(cast.enter("bob"), begun, "Ready to look at")
    carol = cast.enter("carol")
    row = answers.answer(carol, begun.pk, 0, "A1.b")
    listed = comments.listeners(carol, row, comments.of_answer(carol, row))
    assert [one.name for one in listed] == ["Alice Ferrow", "Bob Tansley"]
    written = write(carol, begun, "Where is the evidence?", cast.bob)
    assert told(written) == ["Bob Tansley"]
    resolve(carol, begun, written.pk)
    bob = cast.enter("bob")
    row = answers.answer(bob, begun.pk, 0, "A1.b")
    found = comments.of_answer(bob, row)
    assert [one.text for one in found] == ["Ready to look at", "Where is the evidence?"]
    assert found[1].resolved_by is not None
    assert found[1].resolved_by.name == "Carol Whin"


def test_who_may_not_comment(cast: Cast, begun: models.Assessment) -> None:
    written = write(cast.enter("alice"), begun, "Ours alone")
    for name in ("mallory", "dave", "grace"):
        stranger = cast.enter(name)
        with pytest.raises(Missing):
            write(stranger, begun, "Hello")
        with pytest.raises(Missing):
            resolve(stranger, begun, written.pk)
        assert models.Comment.objects.count() == 0
    write(cast.enter("erin"), begun, "An approver may")


def test_who_took_over_reads_but_says_nothing(cast: Cast, begun: models.Assessment) -> None:
    from tests.database import as_owner
    from wardmote.server.register.models import Succession

    with as_owner():
        Succession.objects.create(predecessor=cast.alderby, successor=cast.merrowdown)
    mallory = cast.enter("mallory")
    with pytest.raises(Forbidden):
        write(mallory, begun, "Hello")


def test_only_those_who_take_part_are_told(cast: Cast, begun: models.Assessment) -> None:
    alice = cast.enter("alice")
    for stranger in (cast.mallory, cast.dave):
        with pytest.raises(Invalid, match="from the list"):
            write(alice, begun, "Hello", stranger)
    assert told(write(alice, begun, "@Mallory Stroud")) == []


@pytest.mark.parametrize("text", ["", " \n", "a" * 4_001, "a\0b"])
def test_what_is_no_comment(cast: Cast, begun: models.Assessment, text: str) -> None:
    with pytest.raises(Invalid):
        write(cast.enter("alice"), begun, text)
    assert models.Comment.objects.count() == 0


def test_resolved_and_opened_again(cast: Cast, begun: models.Assessment) -> None:
    written = write(cast.enter("alice"), begun, "Is it so?")
    bob = cast.enter("bob")
    for is_resolved, expected in ((True, NOW), (True, NOW), (False, None)):
        resolve(bob, begun, written.pk, is_resolved)
        written.refresh_from_db()
        assert written.resolved_at == expected
    with pytest.raises(Missing):
        resolve(bob, begun, uuid4())


def test_a_comment_of_another_outcome_is_not_there(cast: Cast, begun: models.Assessment) -> None:
    mallory = cast.enter("mallory")
    theirs = start(mallory, cast.merrowdown, "Another")
    foreign = write(mallory, theirs, "Theirs")
    with pytest.raises(Missing):
        resolve(cast.enter("alice"), begun, foreign.pk)


def test_on_the_page(cast: Cast, begun: models.Assessment, visit: Visit) -> None:
    address = f"/assessments/{begun.pk}/part/0/A1.b/"
    client = visit("carol")
    sent = {"go": "comment", "comment": "Why <b>yes</b>?", "tells": str(cast.alice.pk)}
    assert client.post(address, sent)["Location"] == f"{address}#comments"
    page = visit("alice").get(address).content.decode()
    assert "Why &lt;b&gt;yes&lt;/b&gt;?" in page
    assert "Tells Alice Ferrow" in page
    (action,) = re.findall(rf'action="({address}comments/[^"]+)"', page)
    resolved = visit("alice").post(action, {"to": "resolved"}, follow=True).content.decode()
    assert "1 resolved comment" in resolved
    assert visit("mallory").post(action, {"to": "open"}).status_code == 404
    assert visit("mallory").post(address, sent).status_code == 404
    again = visit("bob").post(action, {"to": "open"}, follow=True).content.decode()
    assert "The comment is open again." in again


@pytest.mark.parametrize(
    "sent", [{"comment": ""}, {"comment": "b" * 100_000}, {"comment": "Fine", "tells": "x"}]
)
def test_a_refused_comment_stays_in_its_form(
    begun: models.Assessment, visit: Visit, sent: dict[str, str]
) -> None:
    address = f"/assessments/{begun.pk}/part/0/A1.b/"
    answer = visit("alice").post(address, {"go": "comment", **sent})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"{sent['comment']}</textarea>" in page
    (target,) = re.findall(r'<li><a href="#([^"]+)">', page)
    assert f'id="{target}"' in page


def test_the_page_costs_the_same_with_more_comments(
    cast: Cast, begun: models.Assessment, visit: Visit
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = visit("bob"), []
    for number in range(3):
        write(cast.enter("alice"), begun, f"Comment {number}", cast.bob, cast.erin)
        client.get(f"/assessments/{begun.pk}/part/0/A1.b/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/assessments/{begun.pk}/part/0/A1.b/")
        told = [each["sql"] for each in captured.captured_queries]
        entered = next(place for place, sql in enumerate(told) if "wm_enter" in sql)
        counts.append(sum(sql.startswith("SELECT") for sql in told[entered + 1 :]))
    assert counts == [9, 9, 9]
