"""Runs the command line as `python -m wardmote.cli`."""

from wardmote.cli.main import main

main()
