"""People, their roles, and who is asking."""
