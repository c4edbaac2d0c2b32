"""Invented attacks are sound STIX, and name nothing that exists."""

import ipaddress
from datetime import UTC, datetime

from wardmote.engines.sample import sharing
from wardmote.formats.stix import telling, validation
from wardmote.rules.indicators import guarding, writing
from wardmote.rules.indicators.values import Kind

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
CODES = ("XS1", "X001", "X002", "X003", "X004", "X005", "X006")
IDENTITIES = {
    code: f"identity--00000000-0000-4000-8000-00000000000{number}"
    for number, code in enumerate(CODES)
}


def made() -> list[sharing.Sending]:
    return list(sharing.sendings(IDENTITIES, NOW))


def test_it_is_the_same_each_time() -> None:
    assert made() == made()


def test_every_object_is_what_stix_says_and_has_an_id_of_its_own() -> None:
    objects = [each for sending in made() for each in sending.objects]
    assert [validation.errors(each) for each in objects if validation.errors(each)] == []
    assert len({each["id"] for each in objects}) == len(objects) > 400
    kinds = {"campaign", "indicator", "malware", "relationship", "report", "sighting"}
    assert {each["type"] for each in objects} == kinds


def test_every_name_and_address_is_one_for_examples() -> None:
    reserved = set()
    for sending in made():
        for each in sending.objects:
            if each["type"] == "indicator":
                reserved |= {is_reserved(*value) for value in telling.looked_for(each)}
    assert reserved == {True}


def is_reserved(kind: str, value: str) -> bool:
    """Tell whether a value is for examples, or is none of the internet."""
    if kind == Kind.IP:
        address = ipaddress.ip_address(value)
        return not address.is_global
    if kind in (Kind.DOMAIN, Kind.URL, Kind.EMAIL):
        host = writing.host_of(value.rpartition("@")[2])
        found = guarding.cautions(Kind.DOMAIN, host, is_public_suffix=lambda name: False)
        return [each.weight for each in found] == [guarding.Weight.SUSPECT]
    return kind in (Kind.HASH, Kind.FILE_NAME)
