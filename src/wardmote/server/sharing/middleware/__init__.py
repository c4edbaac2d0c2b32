"""What stands before the TAXII views: the door, the reading of bodies, the limits of keys."""
