"""Check an uploaded file; take it in whole."""

from fair.imports.jobs.execute import execute_import

__all__ = ["execute_import"]
