"""Pictures of plans and of searches."""
