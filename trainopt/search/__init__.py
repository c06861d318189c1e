"""The search: greedy, exact tiers, the watched solver process."""
