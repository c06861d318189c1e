"""Synthetic datasets that use every feature of the data contract, in sizes up to the real one."""
