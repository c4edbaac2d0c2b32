"""What upper rooms may want to know, after commit and by ids alone."""

from django.dispatch import Signal

left = Signal()
"""Someone no longer belongs to an organisation. Sends: person, organisation."""
