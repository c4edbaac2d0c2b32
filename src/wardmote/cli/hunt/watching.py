"""`wardmote hunt watch`: search a folder of logs as it grows."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import rich_click as click

from wardmote.cli import hub, printing
from wardmote.cli.hunt import running, sharing, shipping
from wardmote.engines.hunting import prepared
from wardmote.engines.hunting.watching import backwards, rounds, state, summing
from wardmote.engines.hunting.watching.rounds import Plan, Watch
from wardmote.engines.hunting.watching.state import News
from wardmote.formats.hunts import records
from wardmote.rules.hunting import results
from wardmote.rules.hunting.printing import printable
from wardmote.rules.hunting.results import Skipped

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Span(click.ParamType[timedelta]):
    """A length of time such as 60s, 5m or 30d."""

    name = "TIME"

    def __init__(self, least: timedelta = timedelta()) -> None:
        self.least = least

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read it."""
        found = re.fullmatch(r"(\d{1,5})([smhd])", str(value).strip())
        if found is None:
            self.fail("Give a length of time such as 60s, 5m or 30d.", param, ctx)
        span = timedelta(**{UNITS[found[2]]: int(found[1])})
        if span < self.least:
            least = int(self.least.total_seconds())
            self.fail(f"Give {least}s or more, so that it rests between rounds.", param, ctx)
        return span


class Options(msgspec.Struct):
    """What was given on the command line."""

    pack_path: Path
    logs: tuple[str, ...]
    state_path: Path
    every: timedelta
    keep: timedelta
    once: bool
    dry_run: bool
    save: Path | None
    share: str
    share_every: timedelta
    collection: str
    user: str
    token_env: str
    identity: str
    name: str
    named: bool
    tlp: str
    with_ordinary: bool
    as_json: bool

    @property
    def sharing(self) -> sharing.Options:
        """Give what `wardmote hunt share` would be asked for; --share is the yes to it."""
        return sharing.Options(
            result=self.state_path / shipping.FILE,
            url=self.share,
            collection=self.collection,
            user=self.user,
            token_env=self.token_env,
            identity=self.identity,
            name=self.name,
            seen_only=True,
            named=self.named,
            tlp=self.tlp,
            out=None,
            receipt=None,
            dry_run=self.dry_run,
            yes=True,
            again=False,
            as_json=self.as_json,
        )


@click.command()
@click.option("--pack", "pack_path", type=click.Path(path_type=Path), required=True,
              metavar="PACK", help="A file or a folder of what to look for.")  # fmt: skip
@click.option("--logs", multiple=True, required=True, metavar="FOLDER",
              help="A folder, a file or a pattern; may be given again.")  # fmt: skip
@click.option("--state", "state_path", type=click.Path(path_type=Path, file_okay=False),
              required=True, metavar="FOLDER", help="What is kept between rounds.")  # fmt: skip
@click.option("--every", type=Span(timedelta(seconds=1)), default="60s", show_default=True,
              help="Between rounds; at least 1s.")  # fmt: skip
@click.option("--keep", type=Span(), default="30d", show_default=True,
              help="How long values are kept, to look for new indicators in them.")  # fmt: skip
@click.option("--once", is_flag=True, help="One round, for a timer.")
@click.option("--dry-run", is_flag=True, help="Say what would be searched, and do nothing.")
@click.option("--save", type=click.Path(path_type=Path), help="Write all finds so far, to share.")
@click.option("--share", default="", metavar="URL",
              help="Tell this hub what was seen: see `wardmote hunt share`.")  # fmt: skip
@click.option("--share-every", type=Span(), default="1h", show_default=True,
              help="At the least between two sendings.")  # fmt: skip
@hub.sign_in
@sharing.reporting
@click.option("--with-ordinary", is_flag=True, help="Look for what is on lists of ordinary values.")
@click.option("--json", "as_json", is_flag=True, help="Print each find as a line of JSON.")
@click.pass_context
def watch(context: click.RichContext, /, **given: object) -> None:
    """Search logs as they grow: each line once, and new indicators in what was there before.

    Files may be renamed, packed, or copied and cut while it runs. PACK is read anew in each round.
    Nothing leaves this machine, unless --share names a hub: then the counts of what was seen go.
    With --once it ends with 0, or with 1 where something was found in this round. It runs until it
    is stopped, and then ends with 130. 2 means that it cannot run.
    """
    options = msgspec.convert(given, Options)
    if options.share:
        sharing.reporter(options.sharing)
    found = 0
    try:
        with state.opened(options.state_path) as kept:
            rounds.sweep(options.state_path)
            said: set[Skipped] = set()
            while True:
                found += _round(options, kept, said)
                if options.once or options.dry_run:
                    break
                time.sleep(options.every.total_seconds())
    except KeyboardInterrupt:
        context.exit(results.Outcome.STOPPED)
    context.exit(results.Outcome.FOUND if found else results.Outcome.NOTHING_FOUND)


def _round(options: Options, kept: state.State, said: set[Skipped]) -> int:
    now = datetime.now(UTC)
    pack = prepared.ready(
        options.pack_path, running.home() / "packs", with_ordinary=options.with_ordinary
    )
    watched = Watch(pack, options.logs, kept, options.state_path, options.keep)
    if options.dry_run:
        _plan(rounds.plan(watched, now=now), options.as_json)
        if options.share:
            shipping.show(watched, options.sharing)
        return 0
    told = _tell(kept, options.as_json)  # what was found just before a kill
    backwards.look_back(watched)
    skipped = rounds.run(watched, now=now)
    told += _tell(kept, options.as_json)
    for each in skipped:
        if each not in said:
            click.echo(f"Not searched: {each.place}: {each.why}.", err=True)
    said.clear()
    said.update(skipped)
    if options.save and (told or not options.save.exists()):
        records.write(options.save, summing.result(watched, skipped, now=now))
    if options.share:
        shipping.share(watched, options.sharing, options.share_every)
    return told


def _tell(kept: state.State, as_json: bool) -> int:
    news = kept.news()
    write: Callable[[News], str] = _json if as_json else _line
    for each in news:
        click.echo(write(each))
    kept.told(news)
    return len(news)


def _json(each: News) -> str:
    return msgspec.json.encode(each).decode()


def _line(each: News) -> str:
    seen = f"{each.count:,} {'event' if each.count == 1 else 'events'}"
    if each.looked_back:
        seen = f"at least {seen}, before it was known"
    first, last = records.moment(each.first_seen), records.moment(each.last_seen)
    when = f", {first} to {last} UTC" if first != last else f", {first} UTC" if first else ""
    name = f" ({each.name})" if each.name else ""
    return printable(f"Found {each.kind.replace('_', ' ')} {each.value}{name}: {seen}{when}")


def _plan(plan: Plan, as_json: bool) -> None:
    if as_json:
        would = [
            {"path": each.place.name, "kind": each.look.kind.name, "from": each.old.position}
            for each in plan.planned
        ]
        printing.as_json(
            {
                "would_search": would,
                "waiting": [each.path for each in plan.waiting],
                "not_searched": [{"path": each.place, "why": each.why} for each in plan.skipped],
            }
        )
        return
    for each in plan.planned:
        start = f"from byte {each.old.position:,}" if each.old.position else "from its beginning"
        click.echo(f"Would search {each.place.name} ({each.look.kind.title}) {start}.")
    for other in plan.waiting:
        click.echo(f"Would wait a round with {other.path}: it may be a copy that is being made.")
    for one in plan.skipped:
        click.echo(f"Not searched: {one.place}: {one.why}.", err=True)
    if not plan.planned:
        click.echo("Nothing new.")
