"""How often a key may ask, counted in the memory of each process.

A key may ask `processes` times as often as is said here, since each process counts for itself.
That is bound enough to keep one runaway program from starving the others, and costs no query.
"""

import math
import threading
import time
from collections.abc import Callable

AT_ONCE = 600
"""Requests that a key may make at once after it was quiet. Units: requests."""

MOST_KEYS = 10_000
"""Keys that are remembered; a key that is forgotten begins anew."""


class Limits:
    """Counts the requests of keys: a bucket for each, which fills evenly.

    Units: `a_minute` is how many requests a key may make in a minute, evenly.
    """

    def __init__(
        self,
        *,
        a_minute: int,
        at_once: int = AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._a_second = a_minute / 60
        self._at_once = at_once
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, key: str) -> int:
        """Count a request and give 0, or the seconds to wait where it is one too many."""
        with self._lock:
            now = self._clock()
            left, at = self._buckets.pop(key, (float(self._at_once), now))
            left = min(self._at_once, left + (now - at) * self._a_second)
            allowed = left >= 1
            self._buckets[key] = (left - 1 if allowed else left, now)
            if len(self._buckets) > MOST_KEYS:
                del self._buckets[next(iter(self._buckets))]
            return 0 if allowed else max(1, math.ceil((1 - left) / self._a_second))
