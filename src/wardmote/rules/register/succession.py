"""Who took over from whom when councils merged.

Source: structural changes orders under the Local Government and Public Involvement in Health Act
2007: on reorganisation day what belonged to the old council is its successor's.
"""

from collections.abc import Mapping

from wardmote.rules.register.values import Organisation


def heirs(code: str, by_code: Mapping[str, Organisation]) -> tuple[str, ...]:
    """Give the codes of all that took over, directly or in turn, nearest first.

    Cost: linear in links; a circle ends rather than runs on.
    Source: structural changes orders: a successor may itself be succeeded.
    """
    return _walk(code, {each.code: each.successors for each in by_code.values()})


def predecessors(code: str, by_code: Mapping[str, Organisation]) -> tuple[str, ...]:
    """Give the codes of all that it took over from, directly or in turn, nearest first.

    Cost: linear in organisations and links.
    Source: structural changes orders, read backwards.
    """
    before: dict[str, tuple[str, ...]] = {}
    for each in by_code.values():
        for heir in each.successors:
            before[heir] = (*before.get(heir, ()), each.code)
    return _walk(code, before)


def _walk(code: str, links: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    edge = [code]
    while edge:
        edge = [
            far for near in edge for far in links.get(near, ()) if far != code and far not in found
        ]
        found.update(dict.fromkeys(edge))
    return tuple(found)
