"""What the portal's pages show, put together from the rooms below."""
