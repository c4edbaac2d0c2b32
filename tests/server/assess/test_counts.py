"""The operator's check of the counts that assessments keep."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import Cast
from tests.database import as_owner
from tests.server.assess import filling
from wardmote.server.assess import models


def test_right_counts_are_right(cast: Cast, begun: models.Assessment) -> None:
    filling.judge_all(begun)
    said = StringIO()
    with as_owner():
        call_command("check_counts", stdout=said)
    assert said.getvalue() == "All counts are right.\n"


def test_wrong_counts_are_named(cast: Cast, begun: models.Assessment) -> None:
    filling.judge_all(begun)
    filling.set_answer(begun, "A1.a", needs_review=True)
    filling.set_answer(begun, "A1.b", judged="")
    said = StringIO()
    with as_owner():
        with pytest.raises(CommandError, match="1 assessments count wrongly"):
            call_command("check_counts", stdout=said)
        assert said.getvalue() == f"{begun.pk}: says 14 of 14, its answers say 12 of 14\n"
        said = StringIO()
        with pytest.raises(CommandError):
            call_command("check_counts", "--json", stdout=said)
    [wrong] = json.loads(said.getvalue())
    assert (wrong["judged"], wrong["real_judged"]) == (14, 12)
