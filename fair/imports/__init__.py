"""Spreadsheets of exhibitors and buyers: checked in words, then taken in whole."""
