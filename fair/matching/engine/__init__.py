"""Decide who should meet whom, and say why. Pure Python: rows and clocks stay outside."""
