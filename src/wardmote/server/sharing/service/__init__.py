"""What the command line asks of sharing, on the operator's word."""

from wardmote.server.sharing.service.presets import load_taxii

__all__ = ["load_taxii"]
