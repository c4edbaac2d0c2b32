"""A hub that is served over HTTP."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass


@dataclass
class Served:
    """A hub that is served over HTTP."""

    port: int
    collection: str
    keys: dict[str, str]
    workers: Callable[[], list[int]]
    stack: ExitStack
    """Closes what a test opens."""

    @property
    def address(self) -> str:
        """Where the collection is."""
        return f"http://127.0.0.1:{self.port}/taxii2/hub/collections/{self.collection}/"
