"""Pictures as SVG, written on the server: small, with words for those who do not see them."""
