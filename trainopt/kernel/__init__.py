"""The compiled search: ruin and recreate over a ledger in C. Its files in C begin with `problem.h`."""
