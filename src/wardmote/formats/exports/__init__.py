"""Writes indicators for the tools that block and watch.

What a tool cannot hold is left out and counted in a comment, where the format has comments.
"""
