"""What a person offers to share, seen before it is sent."""
