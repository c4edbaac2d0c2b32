"""What this service knows of frameworks. Nothing here depends on who asks.

A shipped framework costs nothing after the first time. An imported one costs one query, and is
parsed once per process for each checksum.
"""

from functools import lru_cache

from wardmote.formats.frameworks import packs, shipped
from wardmote.rules.frameworks import structure
from wardmote.rules.frameworks.values import Crossing, Crosswalk, Framework, Profile
from wardmote.rules.refusal import Missing
from wardmote.server.frameworks import models


def framework(ref: str) -> Framework:
    """Find a framework. Cost: no query for a shipped one, else 1.

    Raises: Missing.
    """
    for known in shipped.frameworks():
        if known.ref == ref:
            return known
    found = None
    if structure.CODE.fullmatch(ref):
        rows = models.Pack.objects.filter(framework=ref, is_wording=False)
        found = rows.order_by("-id").first()
    if found is None:
        raise Missing("There is no such framework.")
    return _framework(found.checksum, found.content)


def frameworks() -> list[Framework]:
    """List the newest import of every framework, the shipped ones first. Cost: 1 query."""
    rows = models.Pack.objects.filter(is_wording=False).order_by("framework", "-id")
    newest = {row.framework: row for row in reversed(rows)}
    return [*shipped.frameworks(), *(_framework(r.checksum, r.content) for r in newest.values())]


def wording(ref: str) -> Framework | None:
    """Give the imported wording of a framework, the newest, if there is one. Cost: 1 query."""
    found = models.Pack.objects.filter(framework=ref, is_wording=True).order_by("-id").first()
    return None if found is None else _framework(found.checksum, found.content)


def wordings() -> dict[str, str]:
    """Name the imported wording of each framework that has one, the newest. Cost: 1 query."""
    rows = models.Pack.objects.filter(is_wording=True).order_by("id")
    return dict(rows.values_list("framework", "wording"))


def has_wording(ref: str) -> bool:
    """Tell whether a wording of a framework was imported. Cost: 1 query."""
    return models.Pack.objects.filter(framework=ref, is_wording=True).exists()


def profile(ref: str) -> Profile:
    """Find a profile. Cost: no query for a shipped one, else 1.

    Raises: Missing.
    """
    for known in shipped.profiles(ref.partition(":")[0]):
        if known.ref == ref:
            return known
    found = None
    if all(structure.CODE.fullmatch(part) for part in ref.split(":", 1)):
        found = models.StoredProfile.objects.filter(ref=ref).order_by("-id").first()
    if found is None:
        raise Missing("There is no such profile.")
    return _profile(found.checksum, found.content)


def profiles(*refs: str) -> list[Profile]:
    """List the profiles of each framework in turn, official ones first. Cost: 1 query."""
    rows = models.StoredProfile.objects.filter(framework__in=refs).order_by("-id")
    newest = {row.ref: row for row in reversed(rows)}
    stored = [_profile(row.checksum, row.content) for row in newest.values()]
    known = [*stored, *(one for ref in refs for one in shipped.profiles(ref))]
    return sorted(known, key=lambda one: (refs.index(one.framework), not one.official))


def crosswalk(before: str, after: str) -> Crosswalk:
    """Find how the outcomes of one version map to another's.

    Raises: Missing.
    """
    return shipped.crosswalk(before, after)


def crosswalks() -> list[Crosswalk]:
    """List all crosswalks."""
    return list(shipped.crosswalks())


def crossings(ref: str, code: str) -> list[tuple[Crosswalk, Crossing]]:
    """Give what became of an outcome, in each crosswalk that its framework is part of."""
    return [
        (walk, crossing)
        for walk in crosswalks()
        for crossing in walk.crossings
        if (walk.before, crossing.before) == (ref, code)
        or (walk.after, crossing.after) == (ref, code)
    ]


@lru_cache(maxsize=32)
def _framework(checksum: str, content: str) -> Framework:
    return packs.load_framework(content.encode())


@lru_cache(maxsize=64)
def _profile(checksum: str, content: str) -> Profile:
    return packs.load_profile(content.encode())
