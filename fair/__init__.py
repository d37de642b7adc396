"""The domain: one package per room, lowest first (docs/architecture.md)."""
