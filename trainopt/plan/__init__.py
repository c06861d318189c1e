"""Plans: placements, what they leave free, why cohorts are unmet, and the plan folder."""
