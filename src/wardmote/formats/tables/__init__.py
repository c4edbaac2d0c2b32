"""Tables as text that a spreadsheet opens and never runs."""
