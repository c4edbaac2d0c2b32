"""Nothing is lost and nothing doubled, whoever writes at once and whatever is killed.

The long form: python -m bench.sharing stress --minutes N
"""

from bench import sectors, serving
from bench.sharing import stress
from django.db import transaction

from tests.conftest import Cast
from tests.database import CLUSTER, NAME
from tests.server.sharing import laying

SECONDS = 5


def test_every_poller_gets_each_object_once_whatever_is_killed(committed_cast: Cast) -> None:
    with transaction.atomic():
        laying.open_root(committed_cast)
        with_rights = laying.open_collection(committed_cast)
        keys = []
        for name, code in (("alice", "alderby"), ("mallory", "merrowdown")):
            laying.let(committed_cast, with_rights, code)
            keys.append(laying.key_of(committed_cast, name))
    path = f"/taxii2/hub/collections/{with_rights.pk}/objects/"
    sectors.FOLDER.mkdir(parents=True, exist_ok=True)
    with serving.running(CLUSTER, NAME, workers=2) as service:
        outcome = stress.run(service.port, path, keys, service.workers, SECONDS)
    assert (outcome.lost, outcome.doubled) == ([], [])
    assert (outcome.disordered, outcome.unexpected) == ([], [])
    assert outcome.kills > 0
    assert outcome.acknowledged > 0
