"""The register: which organisations there are, how a new list is planned in, how one is found."""
