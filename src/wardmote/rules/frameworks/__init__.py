"""Assessment frameworks as data: their shape, profiles, crosswalks and known counts."""
