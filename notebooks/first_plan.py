# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
# ---

# %% [markdown]
# # A first plan
#
# Reads the example, plans it to proof and looks at the plan as pandas frames.
# Run it from the project's folder or from `notebooks`.

# %%
from pathlib import Path

from trainopt import Params, build_problem, optimise, plan_frames, read_dataset

project = Path.cwd() if Path("data").is_dir() else Path.cwd().parent
dataset = read_dataset(project / "data" / "example")
problem = build_problem(dataset)
print(f"{problem.name}: {problem.all_trainees} trainees in {len(problem.cohorts)} cohorts")

# %% [markdown]
# Every tier comes with the bound that no plan can beat.

# %%
result = optimise(problem, Params(seconds=30))
for tier in result.tiers:
    print(f"{tier.term:10} {tier.value:10,}  bound {tier.bound:10,}  {tier.status}")

# %% [markdown]
# The result tables are frames; each unmet cohort has a reason, found by trying to add it.

# %%
tables = plan_frames(dataset, result.plan)
print(tables["demand"][["demand_id", "trainees", "placed", "late", "unmet"]].to_string(index=False))
print(tables["unmet"][["cohort_id", "reason", "detail"]].to_string(index=False))
