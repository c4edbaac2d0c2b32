"""Draws pictures as SVG from plain values, with the same said in words beside them."""
