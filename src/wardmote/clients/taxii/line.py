"""One line to a TAXII server: it signs in, waits, tries again, and takes no more than it can hold.

Source: TAXII 2.1 sections 1.6 (HTTP) and 3.6.1 (errors); RFC 9110 section 10.2.3 (Retry-After).
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any

import msgspec
import requests
from requests.auth import AuthBase, HTTPBasicAuth

from wardmote.clients.taxii import places
from wardmote.clients.taxii.places import Place
from wardmote.rules.refusal import Conflict, Forbidden, Missing, Refusal

MEDIA = "application/taxii+json;version=2.1"
SECONDS = (10.0, 60.0)
"""How long to wait for the line, and for each part of an answer."""
MOST_SECONDS = 600.0
MOST_BYTES = 100_000_000
TRIES = 6
LONGEST_WAIT = 300.0
AGAIN = frozenset((429, 502, 503, 504))
REDIRECTS = frozenset((301, 302, 303, 307, 308))
MOST_REDIRECTS = 5


class TooLarge(Conflict):
    """What was sent is more than the server takes at once."""


class NotUnderstood(Conflict):
    """The server finds a question malformed, such as a word for a page that it has forgotten."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server has answered, and how often it was asked until it did.

    Shape: the names of headers are in small letters.
    """

    body: bytes
    headers: Mapping[str, str]
    tries: int = 1


class _Bearer(AuthBase):
    """Signs in with a token, or not at all; a .netrc of the machine never steps in."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Line:
    """A line to one server. Proxies and certificates are taken from the environment.

    `headers` go with every request.
    `sleep` and `chance` are the world's; a test gives its own.
    """

    def __init__(
        self,
        place: Place,
        *,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        seconds: tuple[float, float] = SECONDS,
        most_bytes: int = MOST_BYTES,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.place = place
        self.sleep = sleep
        self._chance = chance
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._session = requests.Session()
        self._session.auth = (
            HTTPBasicAuth(place.user, place.password) if place.user else _Bearer(place.token)
        )
        self._session.headers.update({"Accept": MEDIA, "User-Agent": "wardmote", **headers})

    def close(self) -> None:
        """Let go of the line."""
        self._session.close()

    def get(self, url: str, params: Mapping[str, str] | None = None) -> Answer:
        """Ask for something.

        Raises: Forbidden, Missing or Conflict, in words for a person.
        """
        return self._tried("GET", url, params or {}, None)

    def post(self, url: str, body: bytes) -> Answer:
        """Give something. It is given again where the line broke: TAXII takes the same once.

        Raises: as `get`; TooLarge.
        """
        return self._tried("POST", url, {}, body)

    def _tried(
        self, method: str, url: str, params: Mapping[str, str], body: bytes | None
    ) -> Answer:
        url = places.followed(self.place.url, url)
        for attempt in range(1, TRIES + 1):
            wait = 0.0
            try:
                answer, wait = self._once(method, url, params, body)
            except (requests.ConnectionError, requests.Timeout) as error:
                trouble: Refusal = Conflict(_unreachable(url, error))
            except requests.exceptions.ChunkedEncodingError:
                trouble = Conflict(f"The line to {_host(url)} broke off.")
            except requests.RequestException as error:
                raise Conflict(f"{_host(url)} cannot be asked: {_said(error)}.") from None
            else:
                if isinstance(answer, Answer):
                    return replace(answer, tries=attempt)
                trouble = answer
            if attempt == TRIES:
                raise trouble
            # Half of the wait is left to chance, so that many clients do not come back at once.
            self.sleep(wait or 2.0 ** (attempt - 1) * (0.5 + self._chance() / 2))
        raise AssertionError

    def _once(
        self, method: str, url: str, params: Mapping[str, str], body: bytes | None
    ) -> tuple[Answer | Refusal, float]:
        """Ask once. Shape: an answer, or why it should be tried again and after how long."""
        headers = {"Content-Type": MEDIA} if body is not None else {}
        for _ in range(MOST_REDIRECTS):
            with self._session.request(
                method,
                url,
                params=dict(params),
                data=body,
                headers=headers,
                timeout=self._seconds,
                allow_redirects=False,
                stream=True,
            ) as response:
                target = response.headers.get("Location", "")
                if response.status_code in REDIRECTS and method == "GET" and target:
                    url, params = places.followed(url, target), {}
                    continue
                return self._read(response, url)
        raise Conflict(f"{_host(url)} sends us round in circles.")

    def _read(self, response: requests.Response, url: str) -> tuple[Answer | Refusal, float]:
        body = self._body(response)
        headers = {name.lower(): value for name, value in response.headers.items()}
        status = response.status_code
        if 200 <= status < 300:
            if "json" not in headers.get("content-type", "").lower():
                raise Conflict(f"{url} answers, but not as a TAXII server. Check the address.")
            return Answer(body, headers), 0.0
        title = _title(body)
        if status in AGAIN:
            trouble = Conflict(f"{_host(url)} is busy (status {status}{title}). Try again later.")
            wait = _retry_after(headers.get("retry-after", ""))
            if wait > LONGEST_WAIT:
                raise Conflict(f"{_host(url)} asks us to come back in {wait / 60:,.0f} minutes.")
            return trouble, wait
        raise _refusal(status, title, url)

    def _body(self, response: requests.Response) -> bytes:
        """Read what comes, unpacked, as far as it may be long.

        Raises: Conflict.
        """
        host = _host(str(response.url))
        last = time.monotonic() + MOST_SECONDS
        parts: list[bytes] = []
        size = 0
        for part in response.iter_content(65_536):
            size += len(part)
            if size > self._most_bytes:
                raise Conflict(
                    f"{host} sends more than {self._most_bytes / 1e6:,.0f} MB at once. "
                    "Ask for smaller pages."
                )
            if time.monotonic() > last:
                raise Conflict(f"{host} is too slow: ten minutes were not enough for one answer.")
            parts.append(part)
        return b"".join(parts)


def decoded(answer: Answer, form: Any) -> Any:
    """Read the JSON of an answer.

    Raises: Conflict, where it is not what TAXII says.
    """
    try:
        return msgspec.json.decode(answer.body, type=form)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Conflict(f"The server's answer is not as TAXII 2.1 says: {error}.") from None


def _refusal(status: int, title: str, url: str) -> Refusal:
    if status == 401:
        return Forbidden(f"{_host(url)} does not know this sign-in. Check user, password or token.")
    if status == 403:
        return Forbidden(f"{_host(url)} does not let this sign-in do that{title}.")
    if status == 404:
        return Missing(f"{url} is not there, or not for this sign-in.")
    if status == 400:
        return NotUnderstood(f"{_host(url)} does not understand what was asked{title}.")
    if status == 413:
        return TooLarge(f"{_host(url)} takes less at once.")
    if status in REDIRECTS:
        return Conflict(f"{_host(url)} has moved what was asked for. Ask its operator where to.")
    if status in (406, 415):
        return Conflict(f"{_host(url)} does not speak TAXII 2.1 (status {status}).")
    return Conflict(f"{_host(url)} refuses (status {status}{title}).")


def _title(body: bytes) -> str:
    """Give what the server says about an error, cut short and on one line."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return ""
    title = said.get("title") if isinstance(said, dict) else None
    if not isinstance(title, str):
        return ""
    return ": " + "".join(mark if mark.isprintable() else " " for mark in title[:200])


def _retry_after(text: str) -> float:
    """Read how long to wait. Units: seconds; 0 where it is not said."""
    if text.strip().isdigit():
        return float(text.strip()[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _unreachable(url: str, error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return f"The certificate of {_host(url)} does not hold. Check the address or the CA bundle."
    if isinstance(error, requests.exceptions.ProxyError):
        return f"The proxy does not let us reach {_host(url)}. Check HTTPS_PROXY."
    if isinstance(error, requests.Timeout):
        return f"{_host(url)} does not answer in time."
    return f"{_host(url)} cannot be reached. Check the address and the line."


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0] or url


def _said(error: Exception) -> str:
    return type(error).__name__
