"""Changes to the sector as a whole."""
