"""Clients that others wrote walk through the server, and OASIS's validator reads what it gives."""

import uuid

import stix2
import stix2validator
import taxii2client.v21
from cytaxii2 import cytaxii2
from stix2.datastore.taxii import TAXIICollectionSource

from tests.server.sharing import samples
from tests.server.sharing.served import Served


def test_strangers_clients_read_what_one_of_them_sent(served: Served) -> None:
    maker = {
        "type": "identity",
        "spec_version": "2.1",
        "id": samples.MAKER,
        "created": "2026-11-01T10:00:00.000Z",
        "modified": "2026-11-01T10:00:00.000Z",
        "name": "Alderby",
        "identity_class": "organization",
    }
    sent = [maker, *(samples.indicator(created_by_ref=samples.MAKER) for _ in range(5))]
    newer = sent[1] | {"modified": "2026-11-02T10:00:00.000Z"}
    _with_taxii2_client(served, [*sent, newer])
    wanted = [*(each for each in sent if each is not sent[1]), newer]
    _with_cytaxii2(served, wanted)
    _with_stix2(served, sent[1]["id"])


def _with_taxii2_client(served: Served, sent: list[dict[str, object]]) -> None:
    root = f"http://127.0.0.1:{served.port}/taxii2/"
    with taxii2client.v21.Server(root, user="any", password=served.keys["alice"]) as server:
        (collection,) = server.default.collections
        status = collection.add_objects({"objects": sent})
        assert (status.status, status.success_count, status.failure_count) == ("complete", 7, 0)
        again = server.default.get_status(status.id)
        assert (again.total_count, len(again.successes)) == (7, 7)
        pages = taxii2client.v21.as_pages(collection.get_objects, per_request=2)
        read = [each for page in pages for each in page["objects"]]
        assert [each["modified"] for each in read] == [
            each["modified"] for each in sent if each is not sent[1]
        ]
        bundle = {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": read}
        result = stix2validator.validate_instance(bundle)
        assert result.is_valid, result
        manifest = collection.get_manifest(id=sent[1]["id"])
        assert [each["version"] for each in manifest["objects"]] == [sent[-1]["modified"]]
        versions = collection.object_versions(sent[1]["id"])
        assert versions == {"versions": [sent[1]["modified"], sent[-1]["modified"]]}


def _with_cytaxii2(served: Served, wanted: list[dict[str, object]]) -> None:
    client = cytaxii2.cytaxii2(
        discovery_url=f"http://127.0.0.1:{served.port}/taxii2/",
        username="any",
        password=served.keys["mallory"],
        version=2.1,
    )
    assert client.root_discovery()["status"]
    assert client.collection_request()["response"]["collections"][0]["id"] == served.collection
    found = client.poll_request(collection_id=served.collection)
    assert found["response"]["objects"] == wanted


def _with_stix2(served: Served, ref: str) -> None:
    with taxii2client.v21.Collection(
        served.address, user="any", password=served.keys["mallory"]
    ) as collection:
        source = TAXIICollectionSource(collection)
        assert source.get(ref).modified.isoformat() == "2026-11-02T10:00:00+00:00"
        assert len(source.all_versions(ref)) == 2
        found = source.query([stix2.Filter("type", "=", "identity")])
        assert [each.name for each in found] == ["Alderby"]
