"""REST: complaints for the systems of departments and for our own screens."""
