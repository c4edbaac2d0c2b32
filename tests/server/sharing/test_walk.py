"""The thinnest path: a program sends objects, another reads them."""

from tests.server.sharing import samples
from tests.server.sharing.conftest import Hub


def test_what_one_council_sends_another_reads(hub: Hub) -> None:
    sent = [samples.indicator(), samples.domain("alderby.example")]
    answer = hub.program("alice").send(hub.objects, sent)
    assert answer.status_code == 202, answer.content
    assert answer.json()["success_count"] == 2
    read = hub.program("mallory").ask(hub.objects)
    assert read.status_code == 200, read.content
    assert read.json() == {"objects": sent}
    status = hub.program("alice").ask(f"{hub.root}status/{answer.json()['id']}/")
    assert status.json() == answer.json()
