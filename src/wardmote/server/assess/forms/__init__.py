"""What people send in about assessments: its shape and its wording."""
