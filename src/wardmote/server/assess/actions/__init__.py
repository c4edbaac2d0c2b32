"""Changes to assessments, by noun."""
