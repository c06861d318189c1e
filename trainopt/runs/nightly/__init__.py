"""The unattended run: reads, plans from the published plan, compares, and publishes if the rules hold."""
