"""Measures how fast logs are hunted through, beside peers and beside merely parsing them."""
