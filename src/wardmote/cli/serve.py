"""`wardmote serve`: the web service."""

import rich_click as click

from wardmote.cli import server_side


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes."
)
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads each."
)
@click.option("--tethered", is_flag=True, hidden=True)
def command(bind: str, workers: int, threads: int, tethered: bool) -> None:
    """Answer requests. Settings come from the environment."""
    running = server_side.load("config.running")
    running.serve(bind=bind, workers=workers, threads=threads, tethered=tethered)
