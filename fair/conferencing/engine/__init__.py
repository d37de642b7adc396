"""Pure decisions about online meetings: windows, addresses, tokens, checksums."""
