"""Running the product on one machine: its services, its processes and its secrets. No Django in here."""
