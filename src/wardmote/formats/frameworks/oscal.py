"""A framework as an OSCAL catalog (JSON), out and in.

Groups are objectives and principles, controls are outcomes, and parts are statements. A part has
one `level` property for each column in which its statement stands; its class is the position.
Source: NIST OSCAL 1.1.3, catalog model.
"""

import json
import re
import uuid

from wardmote.formats.frameworks.trees import Node
from wardmote.rules.frameworks import structure
from wardmote.rules.frameworks.readings import Reading, Row
from wardmote.rules.frameworks.values import (
    Framework,
    Level,
    Objective,
    Outcome,
    Part,
    Principle,
    Statement,
)

FORMAT = "OSCAL catalog"
OSCAL_VERSION = "1.1.3"
NAMESPACE = "urn:wardmote:oscal"
_POSITION = re.compile(r"position-([1-9][0-9]{0,3})$")


def dump(framework: Framework) -> str:
    """Write a framework as a catalog; the same framework always gives the same catalog."""
    identity = f"{NAMESPACE}:{framework.ref}:{framework.wording}"
    metadata = {
        "title": framework.title,
        "published": f"{framework.published_on}T00:00:00Z",
        "last-modified": f"{framework.published_on}T00:00:00Z",
        "version": framework.version,
        "oscal-version": OSCAL_VERSION,
        "props": [
            _prop("framework", framework.code),
            _prop("publisher", framework.publisher),
            _prop("wording", framework.wording),
            *(_prop("level", each.code, remarks=each.title) for each in framework.levels),
        ],
        "remarks": framework.source,
    }
    catalog = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, identity)),
        "metadata": metadata,
        "groups": [_group(objective) for objective in framework.objectives],
    }
    return json.dumps({"catalog": catalog}, ensure_ascii=False, indent=1) + "\n"


def _group(objective: Objective) -> dict[str, object]:
    return {
        "id": objective.code,
        "class": "objective",
        "title": objective.title,
        "props": [_prop("part", objective.part)],
        "parts": [_overview(objective.summary)],
        "groups": [
            {
                "id": principle.code,
                "class": "principle",
                "title": principle.title,
                "parts": [_overview(principle.summary)],
                "controls": [_control(outcome) for outcome in principle.outcomes],
            }
            for principle in objective.principles
        ],
    }


def _control(outcome: Outcome) -> dict[str, object]:
    statements = [
        {
            "id": statement.code,
            "name": "item",
            "ns": NAMESPACE,
            "props": [
                _prop("level", level, **{"class": f"position-{position}"})
                for level, position in statement.stands.items()
            ],
            "prose": statement.text,
        }
        for statement in outcome.statements
    ]
    return {
        "id": outcome.code,
        "class": "outcome",
        "title": outcome.title,
        "parts": [_overview(outcome.summary), *statements],
    }


def _prop(name: str, value: str, **more: str) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": value, **more}


def _overview(summary: str) -> dict[str, str]:
    return {"name": "overview", "prose": summary}


def read(root: Node) -> Reading:
    """Read a catalog, ours or another's: its rows, and the whole framework where it holds one."""
    catalog = root.get("catalog")
    rows = [
        row
        for objective in catalog.get("groups").items
        for principle in (objective, *objective.get("groups").items)
        for control in principle.get("controls").items
        for row in _rows(control)
    ]
    framework = _framework(catalog)
    lines = {
        node.get("id").text: node.line
        for objective in catalog.get("groups").items
        for node in (objective, *objective.get("groups").items)
    }
    lines |= {row.outcome: row.line for row in reversed(rows)}
    whole = framework.code and not structure.problems(framework, lines)
    return Reading(
        FORMAT,
        framework.ref if framework.code else "",
        framework.title,
        tuple(rows),
        problems=structure.problems(framework, lines) if framework.code else (),
        framework=framework if whole else None,
    )


def _framework(catalog: Node) -> Framework:
    metadata = catalog.get("metadata")
    return Framework(
        code=_value(metadata, "framework"),
        version=metadata.get("version").text,
        title=metadata.get("title").text,
        publisher=_value(metadata, "publisher"),
        wording=_value(metadata, "wording"),
        source=metadata.get("remarks").text,
        published_on=metadata.get("published").text[:10],
        levels=tuple(
            Level(each.get("value").text, each.get("remarks").text)
            for each in _props(metadata, "level")
        ),
        objectives=tuple(_objective(each) for each in catalog.get("groups").items),
    )


def _objective(node: Node) -> Objective:
    principles = tuple(
        Principle(
            each.get("id").text,
            each.get("title").text,
            _summary(each),
            tuple(_outcome(control) for control in each.get("controls").items),
        )
        for each in node.get("groups").items
    )
    part = Part.SYSTEM if _value(node, "part") == Part.SYSTEM else Part.ORGANISATION
    return Objective(node.get("id").text, node.get("title").text, _summary(node), part, principles)


def _outcome(node: Node) -> Outcome:
    statements = tuple(
        Statement(
            each.get("id").text,
            each.get("prose").text,
            {prop.get("value").text: _position(prop) for prop in _props(each, "level")},
        )
        for each in node.get("parts").items
        if _props(each, "level")
    )
    return Outcome(node.get("id").text, node.get("title").text, _summary(node), statements)


def _rows(control: Node) -> list[Row]:
    return [
        Row(
            control.get("id").text,
            prop.get("value").text,
            _position(prop),
            part.get("prose").text,
            part.line,
        )
        for part in control.get("parts").items
        for prop in _props(part, "level")
    ]


def _position(prop: Node) -> int:
    match = _POSITION.match(prop.get("class").text)
    return int(match[1]) if match else 0


def _summary(node: Node) -> str:
    overviews = [each for each in node.get("parts").items if each.get("name").text == "overview"]
    return overviews[0].get("prose").text if overviews else ""


def _props(node: Node, name: str) -> list[Node]:
    return [each for each in node.get("props").items if each.get("name").text == name]


def _value(node: Node, name: str) -> str:
    found = _props(node, name)
    return found[0].get("value").text if found else ""
