"""The frameworks, wordings and profiles that this service knows: shipped, and imported."""
