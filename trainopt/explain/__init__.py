"""Why trainees are unmet or late, what would help (verified by planning again), what capacity is worth."""
