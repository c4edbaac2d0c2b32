"""Wardmote: know where a sector stands, help each other, defend as one."""
