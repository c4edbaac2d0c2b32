"""What programs and people send: shape and wording."""
