"""What the REST API takes and returns."""
