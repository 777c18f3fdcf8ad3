"""The rules of complaints: pure, without a database."""
