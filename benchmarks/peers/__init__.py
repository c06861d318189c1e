"""The straightforward whole model, in CP-SAT and in HiGHS: what trainopt is measured against.

One Boolean per cohort, step and class, all rules as linear rows, the tiers solved one after the other. Both
solvers get the same rows and columns, and trainopt's first plan to start from. Of trainopt only the problem,
its options and that plan are used, so that nothing of its own model helps or hinders here.
"""
