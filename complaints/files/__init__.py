"""Links that open a complaint's files and end, and lists as files."""
