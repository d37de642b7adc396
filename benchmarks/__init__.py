"""Claims as commands that anyone can run; each prints JSON."""
