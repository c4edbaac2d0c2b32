"""The result of a hunt as JSON, as a table, and as a page that stands alone."""
