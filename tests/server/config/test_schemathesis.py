"""The API against its own description: whatever is sent, it answers as it says."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.conftest import Cast
from tests.server.config.conftest import Open, begin
from wardmote.server.config.wsgi import application

CHECKS = [
    not_a_server_error,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.status_code_conformance,
]
EXAMPLES = 10
"""For each endpoint, with what fits the description and with what does not."""


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's connection, whose work is undone at its end, over all requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_every_endpoint_answers_as_described(cast: Cast, program: Open) -> None:
    mine = begin(cast, "alice", "alderby", "CAF 2026")
    foreign = begin(cast, "mallory", "merrowdown", "Not to be seen")
    key = program("alice").key
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [each.ok() for each in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(operations) == 15
    for operation in operations:
        takes = bool(operation.query) or bool(operation.path_parameters) or bool(operation.body)
        for mode in GenerationMode if takes else [GenerationMode.POSITIVE]:
            _try(operation, mode, key, {"mine": str(mine.pk), "foreign": str(foreign.pk)})


def _try(operation: Any, mode: GenerationMode, key: str, known: dict[str, str]) -> None:
    """Call one endpoint with much that was made up, on assessments that are there."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        whose=st.sampled_from(["mine", "mine", "foreign", "made up"]),
    )
    def call(case: schemathesis.Case[Any], whose: str) -> None:
        if whose in known and "key" in case.path_parameters:
            case.path_parameters |= {"key": known[whose], "number": 0, "code": "A1.a"}
        response = case.call(headers={"Authorization": f"Bearer {key}"})
        case.validate_response(response, checks=CHECKS)
        if whose == "foreign" and "key" in case.path_parameters:
            assert response.status_code in (404, 405, 422, 400, 415)

    call()
