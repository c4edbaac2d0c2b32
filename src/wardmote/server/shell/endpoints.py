"""What every endpoint stands on: audiences, strict JSON in, fast JSON out."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.constants import NOT_SET
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from wardmote.server.shell import problems
from wardmote.server.shell.audience import Audience

MOST_BYTES = 1_000_000
"""The largest body: four times the longest answer. Units: bytes."""

View = TypeVar("View", bound=Callable[..., Any])


def endpoint(
    router: Router,
    method: str,
    path: str,
    who: Audience,
    response: Any,
    refusals: Mapping[int, Any] | None = None,
) -> Callable[[View], View]:
    """Open an endpoint to an audience; anyone but a visitor shows a key or is signed in.

    Shape: `refusals` describes the refusals that say more than a plain problem.
    """
    codes = [404, 422] if who is Audience.ANYONE else [401, 403, 404, 422]
    codes += [409, 400, 413, 415] if method in ("PUT", "POST") else []
    described = {200: response, **dict.fromkeys(codes, problems.Problem), **(refusals or {})}

    def declare(view: View) -> View:
        view.audience = who  # type: ignore[attr-defined]
        open_to_all = who is Audience.ANYONE
        add = router.api_operation(
            [method],
            path,
            response=described,
            auth=None if open_to_all else NOT_SET,
            operation_id=view.__name__,
            summary=(view.__doc__ or "").partition("\n")[0].rstrip("."),
        )
        add(view)
        return view

    return declare


def answer(value: Any) -> HttpResponse:
    """Give JSON as it is, without checking it against the schema once more: for bulk."""
    return HttpResponse(orjson.dumps(value), content_type=Renderer.media_type)


class Renderer(BaseRenderer):
    """Writes JSON fast."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Write one answer."""
        return orjson.dumps(data)


class Strict(Parser):
    """Reads JSON that says one thing only: no key twice, no number that is none."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Read the body of a request.

        Raises: HttpError 413, 415, 400.
        """
        if request.content_type != "application/json":
            raise HttpError(415, "Send JSON, with the header 'Content-Type: application/json'.")
        if len(request.body) > MOST_BYTES:
            raise HttpError(413, f"Send at most {MOST_BYTES:,} bytes.")
        try:
            read: dict[str, Any] = json.loads(
                request.body.decode("utf-8"),
                object_pairs_hook=_once,
                parse_constant=_no_number,
                parse_float=_finite,
            )
            json.dumps(read, ensure_ascii=False).encode("utf-8")
        except UnicodeError:
            raise HttpError(400, "The body holds characters that are not valid UTF-8.") from None
        except json.JSONDecodeError as trouble:
            raise HttpError(
                400, f"The body is not JSON: {trouble.msg}, line {trouble.lineno}."
            ) from None
        except (ValueError, RecursionError) as trouble:
            raise HttpError(400, f"The body cannot be read: {_why(trouble)}.") from None
        return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has a key twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON has")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _why(trouble: Exception) -> str:
    if isinstance(trouble, RecursionError):
        return "it is nested too deep"
    text = str(trouble)
    return "a number is too large" if "integer string conversion" in text else text
