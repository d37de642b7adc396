"""Planning as pure Python: frozen problems in, frozen plans out, no clock and no database."""
