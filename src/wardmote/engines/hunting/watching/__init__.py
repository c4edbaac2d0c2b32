"""Watches a folder of logs that grows: each line once, and new indicators over what is kept."""
