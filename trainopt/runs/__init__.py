"""Runs: a dataset to a plan folder, a plan folder against its dataset."""
