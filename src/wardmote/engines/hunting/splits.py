"""Searches a large file in splits, and puts together what the whole file came to.

Patterns that take several events may take them from two splits, so one search more asks these of
the whole file. Where a split cannot be searched apart, the whole file is searched after all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from wardmote.engines.hunting import searches, spans
from wardmote.engines.hunting.patterns import running
from wardmote.engines.hunting.searches import Part, Search
from wardmote.formats.logs import cutting
from wardmote.rules.hunting.packs import StixPattern
from wardmote.rules.hunting.results import Looked
from wardmote.rules.patterns import reading as parsing
from wardmote.rules.refusal import Invalid

OVER_EVENTS = "over-events"


def cut(search: Search, most_bytes: int) -> list[Search]:
    """Give the searches that stand for one: its splits, or itself where it stays whole."""
    place = search.places[0]
    found = cutting.splits(place, search.look, most_bytes) if not search.places[1:] else ()
    if not found:
        return [search]
    over_events = tuple(filter(_takes_several, search.pack.patterns))
    others = tuple(each for each in search.pack.patterns if each not in over_events)
    pack = msgspec.structs.replace(search.pack, patterns=others)
    made = [
        replace(search, key=f"{search.key}-{each.start}-{each.end}", pack=pack, split=each)
        for each in found
    ]
    if over_events:
        pack = msgspec.structs.replace(search.pack, patterns=over_events, sigma=())
        key = f"{search.key}-{OVER_EVENTS}"
        made.append(replace(search, key=key, pack=pack, is_typed=False))
    return made


def torn(wholes: Mapping[str, Search], done: Mapping[str, Part]) -> Iterator[Search]:
    """Give the searches of whole files of which a split could not be searched apart."""
    for key in dict.fromkeys(_whole(part.key) for part in done.values() if part.is_torn):
        yield wholes[key]


def joined(wholes: Mapping[str, Search], done: Mapping[str, Part]) -> Iterator[Part]:
    """Give what each search came to as a whole, in the order of the searches.

    Of a file with a split that could not be searched apart, only what the whole file came to is
    given.
    """
    splits: dict[str, list[Part]] = {}
    for part in done.values():
        splits.setdefault(_whole(part.key), []).append(part)
    for key, search in wholes.items():
        found = splits.get(key, [])
        if key in done:
            yield done[key]
        elif found and not any(part.is_torn for part in found):
            yield _together(search, found)


def _together(search: Search, parts: Sequence[Part]) -> Part:
    of_splits = [part for part in parts if not part.key.endswith(OVER_EVENTS)]
    over_events = [part for part in parts if part.key.endswith(OVER_EVENTS)]
    not_run: Counter[tuple[str, str]] = Counter()
    for part in of_splits:  # each asks the same
        not_run |= _not_run(part)
    for part in over_events:
        not_run += _not_run(part)
    # Where nothing else could be asked, only the search over events has counted.
    counted = of_splits if any(map(_has_counted, of_splits)) else over_events or of_splits
    return replace(
        searches.joined(search.key, parts),
        looked=_sum(search, [looked for part in counted for looked in part.looked]),
        not_run=tuple((kind, why, count) for (kind, why), count in not_run.most_common()),
    )


def _not_run(part: Part) -> Counter[tuple[str, str]]:
    return Counter({(kind, why): count for kind, why, count in part.not_run})


def _has_counted(part: Part) -> bool:
    return any(looked.row_count or looked.unread_count for looked in part.looked)


def _sum(search: Search, looked: Sequence[Looked]) -> tuple[Looked, ...]:
    why: Counter[str] = Counter()
    for each in looked:
        why.update(each.unread_why or {})
    first, last = spans.of(search.places, search.look) if looked else (None, None)
    return tuple(
        replace(
            each,
            row_count=sum(one.row_count for one in looked),
            unread_count=sum(one.unread_count for one in looked),
            unread_why=dict(why),
            first_at=first,
            last_at=last,
        )
        for each in looked[:1]
    )


def _whole(key: str) -> str:
    return key.partition("-")[0]


def _takes_several(pattern: StixPattern) -> bool:
    try:
        return running.takes_several(parsing.parse(pattern.text))
    except Invalid:
        return False
