"""The command line: `wardmote ...`."""
