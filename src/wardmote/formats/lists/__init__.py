"""Lists of what is ordinary: public suffixes, and values that are no sign of an attack."""
