"""Our own files for frameworks, profiles and crosswalks: JSON with one statement a line."""

import json
from collections.abc import Iterable, Mapping

import msgspec

from wardmote.rules.frameworks.values import (
    Crosswalk,
    Framework,
    Objective,
    Outcome,
    Principle,
    Profile,
    Statement,
)

FRAMEWORK = "wardmote/framework/1"
PROFILE = "wardmote/profile/1"

_FRAMEWORKS = msgspec.json.Decoder(Framework)
_PROFILES = msgspec.json.Decoder(Profile)
_CROSSWALKS = msgspec.json.Decoder(Crosswalk)


def load_framework(data: bytes) -> Framework:
    """Read a framework that we ship; for anyone else's file see `reading`."""
    return _FRAMEWORKS.decode(data)


def load_profile(data: bytes) -> Profile:
    """Read a profile that we ship."""
    return _PROFILES.decode(data)


def load_crosswalk(data: bytes) -> Crosswalk:
    """Read a crosswalk that we ship."""
    return _CROSSWALKS.decode(data)


def dump_framework(framework: Framework) -> str:
    """Write a framework so that a difference between two versions reads well."""
    head = {
        "format": FRAMEWORK,
        "code": framework.code,
        "version": framework.version,
        "title": framework.title,
        "publisher": framework.publisher,
        "wording": framework.wording,
        "source": framework.source,
        "published_on": framework.published_on,
    }
    levels = [{"code": level.code, "title": level.title} for level in framework.levels]
    lists = {
        "levels": _lines(_text(level) for level in levels),
        "objectives": _lines(_objective(objective) for objective in framework.objectives),
    }
    return _block(head, lists) + "\n"


def dump_profile(profile: Profile) -> str:
    """Write a profile, one target a line."""
    head = {
        "format": PROFILE,
        "code": profile.code,
        "framework": profile.framework,
        "title": profile.title,
        "source": profile.source,
        "published_on": profile.published_on,
        "official": profile.official,
    }
    return _block(head, {"targets": _pairs(profile.targets)}) + "\n"


def _objective(objective: Objective) -> str:
    head = {
        "code": objective.code,
        "title": objective.title,
        "summary": objective.summary,
        "part": objective.part,
    }
    return _block(head, {"principles": _lines(_principle(each) for each in objective.principles)})


def _principle(principle: Principle) -> str:
    head = {"code": principle.code, "title": principle.title, "summary": principle.summary}
    return _block(head, {"outcomes": _lines(_outcome(each) for each in principle.outcomes)})


def _outcome(outcome: Outcome) -> str:
    head = {"code": outcome.code, "title": outcome.title, "summary": outcome.summary}
    return _block(head, {"statements": _lines(_statement(each) for each in outcome.statements)})


def _statement(statement: Statement) -> str:
    return _text({"code": statement.code, "stands": dict(statement.stands), "text": statement.text})


def _block(head: Mapping[str, object], lists: Mapping[str, str]) -> str:
    fields = [f"{_text(key)}: {_text(value)}" for key, value in head.items()]
    fields += [f"{_text(key)}: {value}" for key, value in lists.items()]
    return "{\n" + ",\n".join(fields) + "\n}"


def _lines(items: Iterable[str]) -> str:
    return "[\n" + ",\n".join(items) + "\n]"


def _pairs(items: Mapping[str, str | None]) -> str:
    pairs = (f"{_text(key)}: {_text(value)}" for key, value in items.items())
    return "{\n" + ",\n".join(pairs) + "\n}"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
