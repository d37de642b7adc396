"""Timetables with the fewest breaks: the B2BSP problem of the literature, in its own files.

All meetings are given and must be held; each takes one slot and one table. A break is a run of idle
slots between two meetings of one participant. No two participants may differ by more than FAIRNESS
breaks. Minimise the sum of breaks.
"""

FAIRNESS = 2
