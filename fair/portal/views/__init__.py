"""The portal's pages: each composes what the rooms below offer."""
