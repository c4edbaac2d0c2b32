"""Every address says who may knock, and somebody has read the list."""

from tests.house import addresses
from wardmote.server.shell.audience import Audience


def test_every_view_declares_its_audience() -> None:
    silent = {
        path
        for path, _, view in addresses.addresses()
        if not isinstance(getattr(view, "audience", None), Audience)
    }
    assert silent == set()


def test_the_list_of_addresses_was_read() -> None:
    listed = addresses.LIST.read_text(encoding="utf-8")
    assert addresses.found() == listed, "Renew the list with `make docs`, and read what is new."
