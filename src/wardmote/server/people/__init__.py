"""People, what they may enter, and how they sign in."""
