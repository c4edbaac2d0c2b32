"""Computes at scale, over the values of the rules."""
