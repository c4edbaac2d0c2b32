"""What sharing costs: reading, polling and sending through TAXII, at several sizes."""
