"""Several people save the same outcome at the same moment, on connections of their own."""

import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from tests.conftest import NOW, Cast
from tests.database import CLUSTER, NAME
from tests.server.assess.conftest import start
from wardmote.clients.postgres.cluster import SUPERUSER
from wardmote.rules.assess.answers import Reply, Said
from wardmote.rules.assess.judging import Answer
from wardmote.server.assess import models
from wardmote.server.assess.actions import answering
from wardmote.server.assess.queries import answers
from wardmote.server.people import enter

CODES = [f"A1.b.{column}.{index}" for column in ("NA", "A") for index in (1, 2, 3)]


@pytest.fixture
def begun(committed_cast: Cast) -> models.Assessment:
    with enter.entered(committed_cast.alice.pk) as alice:
        return start(alice, committed_cast.alderby, "CAF 2026")


def save(person: object, begun: models.Assessment, said: Said, version: int = 0) -> None:
    with enter.entered(person.pk) as actor:  # type: ignore[attr-defined]
        answering.answer_outcome(
            actor=actor,
            assessment=begun.pk,
            part=0,
            outcome="A1.b",
            said=said,
            version=version,
            now=NOW,
        )


def at_once(*jobs: Callable[[], None]) -> list[BaseException]:
    """Run all jobs together, each in a thread; give what they raised."""
    barrier = threading.Barrier(len(jobs))
    raised: list[BaseException] = []

    def run(job: Callable[[], None]) -> None:
        try:
            barrier.wait(10)
            job()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def seen(cast: Cast) -> tuple[Said, list[int]]:
    with enter.entered(cast.alice.pk):
        row = models.Answer.objects.get(outcome="A1.b")
        numbers = sorted(each.version for each in answers.versions(row))
        assert row.version == len(numbers)
        return answers.said(row), numbers


def test_many_at_once_lose_nothing(committed_cast: Cast, begun: models.Assessment) -> None:
    people = [committed_cast.alice, committed_cast.bob, committed_cast.frank] * 2
    jobs = [
        lambda person=person, code=code: save(person, begun, Said({code: Reply(Answer.NO)}))
        for person, code in zip(people, CODES, strict=True)
    ]
    assert at_once(*jobs) == []
    said, numbers = seen(committed_cast)
    assert said == Said({code: Reply(Answer.NO) for code in sorted(CODES)})
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_two_texts_at_once_one_is_kept_and_the_other_given_back(
    committed_cast: Cast, begun: models.Assessment
) -> None:
    raised = at_once(
        lambda: save(committed_cast.alice, begun, Said(notes="Alice's")),
        lambda: save(committed_cast.bob, begun, Said(notes="Bob's")),
    )
    (clashing,) = raised
    assert isinstance(clashing, answering.Clashing)
    said, numbers = seen(committed_cast)
    assert {said.notes, clashing.said.notes} == {"Alice's", "Bob's"}
    assert clashing.merge.clashes[0].theirs.text == said.notes
    assert numbers == [1]


def test_the_same_save_twice_at_once_is_made_once(
    committed_cast: Cast, begun: models.Assessment
) -> None:
    job = lambda: save(committed_cast.bob, begun, Said(notes="Bob's"))  # noqa: E731
    assert at_once(job, job, job) == []
    assert seen(committed_cast) == (Said(notes="Bob's"), [1])


def test_judgements_at_once_are_all_counted(committed_cast: Cast, begun: models.Assessment) -> None:
    def judge(code: str) -> Callable[[], None]:
        def job() -> None:
            with enter.entered(committed_cast.bob.pk) as actor:
                answering.answer_outcome(
                    actor=actor,
                    assessment=begun.pk,
                    part=0,
                    outcome=code,
                    said=Said(judged="achieved", reason="Seen"),
                    version=0,
                    now=NOW,
                )

        return job

    codes = ["A1.a", "A1.b", "A1.c", "A2.a", "A2.b", "A2.c"]
    assert at_once(*[judge(code) for code in codes]) == []
    with enter.entered(committed_cast.alice.pk):
        begun.refresh_from_db()
    assert begun.judged_count == 6


def test_a_connection_that_dies_half_way_leaves_nothing(
    committed_cast: Cast, begun: models.Assessment
) -> None:
    half_way, dead = threading.Event(), threading.Event()
    process: list[int] = []

    def dies() -> None:
        with enter.entered(committed_cast.alice.pk) as actor:
            answering.answer_outcome(
                actor=actor,
                assessment=begun.pk,
                part=0,
                outcome="A1.b",
                said=Said(notes="Alice's"),
                version=0,
                now=NOW,
            )
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                process.append(cursor.fetchone()[0])
            half_way.set()
            assert dead.wait(10)
            models.Answer.objects.count()

    def kills() -> None:
        assert half_way.wait(10)
        with psycopg.connect(CLUSTER.url(NAME, SUPERUSER), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", process)
        dead.set()

    def waits() -> None:
        assert half_way.wait(10)
        save(committed_cast.bob, begun, Said(notes="Bob's"))

    (broken,) = at_once(dies, kills, waits)
    assert "terminat" in str(broken) or "closed" in str(broken)
    assert seen(committed_cast) == (Said(notes="Bob's"), [1])
