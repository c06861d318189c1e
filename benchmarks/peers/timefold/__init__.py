"""Timefold Solver as a peer: local search over whole itineraries, with constraint streams, in Java.

It plans in a process of its own. `translate` gives that the problem as whole numbers and reads its plans.
"""
