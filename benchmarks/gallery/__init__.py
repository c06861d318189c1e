"""Pictures of every page in every state, and what a script finds wrong in them."""
