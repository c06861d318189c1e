# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
# ---

# %% [markdown]
# # Where should the next pledge go?
#
# A nation offers something more: a class, instructors, beds. Where, and when, is it worth most?
# `value_capacity` ranks every capacity by two estimates, and plans again with the best of them.
# Run it from the project's folder or from `notebooks`.

# %%
from pathlib import Path
from tempfile import mkdtemp

from trainopt import Calendar, Params, read_dataset, read_plan, scenario_text, solve, value_capacity

project = Path.cwd() if Path("data").is_dir() else Path.cwd().parent
data = project / "data" / "coalition"
work = Path(mkdtemp())
solve(data, work / "plan", Params(seconds=3))
dataset = read_dataset(data)
plan = read_plan(work / "plan", Calendar.of(dataset.settings))
found = value_capacity(dataset, plan, top=5, params=Params(seconds=8))
print(f"{len(found.ranking)} capacities in some month are worth something")

# %% [markdown]
# `by_plan` is what one cohort would gain in the plan as it stands, `by_duals` the price of the linear
# relaxation, and `verified` by how much the tier fell when it was planned again. The relaxation fills parts
# of classes, so it places nearly everybody for nothing and its prices of `unmet` say little; those of
# `lateness` say more.

# %%
columns = ["place", "course_id", "capacity", "month", "more"]
unmet = ["unmet_by_plan", "unmet_by_duals", "unmet_verified"]
print(found.ranking[[*columns, *unmet]].head(5).to_string(index=False))

# %%
lateness = ["lateness_by_plan", "lateness_by_duals", "lateness_verified"]
print(found.ranking[[*columns, *lateness]].head(5).to_string(index=False))

# %% [markdown]
# By place, what could be gained at most, by the plan: where to begin talking.

# %%
by_place = found.ranking.groupby("place")[["unmet_by_plan", "lateness_by_plan"]].max()
print(by_place.sort_values(["unmet_by_plan", "lateness_by_plan"], ascending=False).head(10))

# %% [markdown]
# The pledge as a scenario, to be planned for as long as one likes.

# %%
print(scenario_text(found.scenarios[0]))
