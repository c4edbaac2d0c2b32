"""The organisations of the sector, past and present."""
