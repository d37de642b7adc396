"""Spreadsheets: their columns, how cells are read, and the templates to fill in."""
