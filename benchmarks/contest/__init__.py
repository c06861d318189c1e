"""Contestants planned one after the other, each in a process of its own, and what came out of it."""
