"""Rules of the ledger, and business cards as files; pure Python."""
