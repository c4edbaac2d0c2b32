"""What joins the rooms: the sector as a whole."""
