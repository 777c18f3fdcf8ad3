"""Files that people send: known by their content, cleaned, looked through, stored where no address leads."""
