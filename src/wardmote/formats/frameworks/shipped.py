"""The frameworks, profiles and crosswalks that come with Wardmote."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

from wardmote.formats.frameworks import packs
from wardmote.rules.frameworks.values import Crosswalk, Framework, Profile
from wardmote.rules.refusal import Missing


@cache
def framework(ref: str) -> Framework:
    """Give a shipped framework by its reference, such as `caf-4.0`.

    Raises: Missing.
    Cost: about a millisecond the first time.
    """
    file = _files("frameworks").get(ref)
    if file is None:
        known = ", ".join(_files("frameworks"))
        raise Missing(f"There is no framework {ref!r}. Use one of: {known}.")
    return packs.load_framework(file.read_bytes())


@cache
def frameworks() -> tuple[Framework, ...]:
    """Give all shipped frameworks, by reference."""
    return tuple(framework(ref) for ref in _files("frameworks"))


@cache
def _profiles() -> tuple[Profile, ...]:
    return tuple(packs.load_profile(file.read_bytes()) for file in _files("profiles").values())


def profiles(framework_ref: str) -> tuple[Profile, ...]:
    """Give the shipped profiles of one framework; empty where it has none."""
    return tuple(profile for profile in _profiles() if profile.framework == framework_ref)


def profile(ref: str) -> Profile:
    """Give a shipped profile by its reference, such as `caf-3.2:baseline`.

    Raises: Missing.
    """
    for each in _profiles():
        if each.ref == ref:
            return each
    known = ", ".join(each.ref for each in _profiles())
    raise Missing(f"There is no profile {ref!r}. Use one of: {known}.")


@cache
def crosswalk(before: str, after: str) -> Crosswalk:
    """Give the shipped crosswalk from one framework to a later one.

    Raises: Missing.
    """
    file = _files("crosswalks").get(f"{before}-to-{after}")
    if file is None:
        known = ", ".join(name.replace("-to-", " to ") for name in _files("crosswalks"))
        raise Missing(f"There is no crosswalk from {before} to {after}. There is: {known}.")
    return packs.load_crosswalk(file.read_bytes())


@cache
def crosswalks() -> tuple[Crosswalk, ...]:
    """Give all shipped crosswalks."""
    return tuple(packs.load_crosswalk(file.read_bytes()) for file in _files("crosswalks").values())


@cache
def fingerprints(ref: str) -> Mapping[str, str]:
    """Give the fingerprints of the published texts by index; empty where there are none.

    A fingerprint says whether a text is the published one, without holding that text.
    """
    file = _files("fingerprints").get(ref)
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str]) if file else {}


@cache
def _files(kind: str) -> dict[str, Traversable]:
    folder = resources.files("wardmote") / "data" / kind
    named = {file.name: file for file in folder.iterdir()}
    return {
        name.removesuffix(".json"): named[name] for name in sorted(named) if name.endswith(".json")
    }
