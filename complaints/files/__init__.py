"""Files that people bring: looked into, cleaned, stored where no address leads, opened by links that end."""
