"""`wardmote share speak-for`, as an operator uses it beside a service that runs."""

import json
import os
import subprocess
import sys

import pytest
from django.db import transaction

from tests.cli.test_people import OWNER
from tests.conftest import NOW, gather
from tests.database import as_owner
from wardmote.server.audit.models import Event
from wardmote.server.sharing.models import Identity

REF = "identity--12345678-1234-4123-8123-123456789abc"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wardmote.cli", "share", "speak-for", *arguments],
        env=os.environ | {"WARDMOTE_OWNER_DATABASE_URL": OWNER},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_identity_is_given_to_another_and_both_are_told(transactional_db: None) -> None:
    with transaction.atomic():
        cast = gather()
    first, second = cast.alderby, cast.merrowdown
    ended = run(REF, first.code)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"{first.name} speaks for {REF}. Before: nobody.\n"
    with transaction.atomic(), as_owner():
        Identity.objects.update(is_own=True)
        Identity.objects.create(
            stix_id="identity--own", organisation=second, since=NOW, is_own=True
        )
    ended = run(REF, second.code.lower(), "--json")
    assert json.loads(ended.stdout) == {
        "identity": REF,
        "organisation": second.name,
        "before": first.name,
    }
    with transaction.atomic(), as_owner():
        held = Identity.objects.get(stix_id=REF)
        assert (held.organisation_id, held.is_own) == (second.pk, False)
        events = Event.objects.filter(change={"identity": REF}, person_name="The operator")
        assert set(events.values_list("organisation_id", "verb")) == {
            (first.pk, "let speak for an identity"),
            (first.pk, "let speak for one no longer"),
            (second.pk, "let speak for an identity"),
        }
    again = run(REF, second.code)
    assert (again.returncode, again.stdout) == (2, "")
    assert "It speaks for this identity already. Nothing changed." in again.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((REF, "NOWHERE"), "There is no such organisation"),
        (("tool--" + REF[10:], "ALDERBY"), "The id must begin with identity--"),
    ],
)
def test_what_is_wrong_is_said(
    transactional_db: None, arguments: tuple[str, ...], message: str
) -> None:
    with transaction.atomic():
        gather()
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
