"""What comes of meetings: notes and ratings of each side, the ledger of next steps, contacts."""
