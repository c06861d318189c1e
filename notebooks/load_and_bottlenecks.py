# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
# ---

# %% [markdown]
# # A look at load and bottlenecks
#
# Plans the synthetic coalition for five seconds and looks at what is full, where and when, and which of it
# keeps anybody out. Run it from the project's folder or from `notebooks`.

# %%
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from trainopt import Params, solve

project = Path.cwd() if Path("data").is_dir() else Path.cwd().parent
plan = Path(mkdtemp()) / "plan"
solved = solve(project / "data" / "coalition", plan, Params(seconds=5))
for tier in solved.result.tiers:
    print(f"{tier.term:10} {tier.value:14,}  bound {tier.bound:14,}  gap {tier.gap:.1%}")

# %% [markdown]
# `load.csv` has a row for each pool and week: beds, each resource, a nation's trainees and arrivals, a
# unit's trainees away. A blank in `available` means that there is no limit. Ids are text: `NA` is a nation,
# not a gap.


# %%
def read(name: str) -> pd.DataFrame:
    return pd.read_csv(plan / name, keep_default_na=False, na_values={"available": [""]})


load = read("load.csv")
load["week"] = pd.to_datetime(load["week"])
limited = load[load["available"].notna()].copy()
limited["full"] = (limited["used"] >= limited["available"]) & (limited["used"] > 0)
limited["share"] = limited["used"] / limited["available"].where(limited["available"] > 0)
print(f"{len(load):,} rows; {len(limited):,} of pools with a limit, {limited['full'].sum():,} of them full")

# %% [markdown]
# ## The fullest pools
#
# A pool is scarce where it is full for weeks on end, not where the year's average is high.

# %%
pool = ["owner_id", "resource"]
fullest = limited.groupby(pool).agg(
    weeks_full=("full", "sum"), used=("used", "sum"), available=("available", "sum"), peak=("share", "max")
)
fullest["share"] = fullest["used"] / fullest["available"]
fullest = fullest.sort_values(["weeks_full", "share"], ascending=False)
print(fullest.head(12).to_string(formatters={"share": "{:.0%}".format, "peak": "{:.0%}".format}))

# %% [markdown]
# ## Week by week
#
# How many pools are full in each week, and which of them use the most.

# %%
full = limited[limited["full"]].sort_values("used", ascending=False)
full["pool"] = full["owner_id"] + " " + full["resource"]
by_week = full.groupby("week")["pool"].agg(["size", lambda pools: ", ".join(pools.head(4))])
by_week.columns = ["full", "the largest of them"]
print(by_week.sort_values("full", ascending=False).head(10).sort_index().to_string())

# %% [markdown]
# ## A heat map of beds
#
# A line for each site, a sign for each week: the darker, the fuller. `#` is full to the last bed.

# %%
SIGNS = " .:-=+*%@#"


def sign(share: float) -> str:
    if pd.isna(share):
        return " "
    return "#" if share >= 1 else SIGNS[int(share * (len(SIGNS) - 1))]


beds = limited[limited["resource"] == "beds"].pivot(index="owner_id", columns="week", values="share")
months = ["|" if week.day <= 7 else " " for week in beds.columns]
print(f"{'a month begins':15} {''.join(months)}")
for site, shares in beds.iterrows():
    print(f"{site:15} {''.join(map(sign, shares))}  {shares.mean():4.0%}")

# %% [markdown]
# ## Are the classes full?
#
# Empty seats are capacity too: `class_min` and whole cohorts leave some, and so does a search that was short.
# Below 80 % is red in the planners' usual light, 90 % and more green.

# %%
classes = read("classes.csv").groupby("course_id")[["trainees", "class_max"]].sum()
classes["fill"] = classes["trainees"] / classes["class_max"]
classes["light"] = pd.cut(classes["fill"], [0, 0.8, 0.9, 1.01], right=False, labels=["red", "amber", "green"])
print(classes.sort_values("fill").to_string(formatters={"fill": "{:.0%}".format}))

# %% [markdown]
# ## Which of it keeps anybody out?
#
# A full pool is a bottleneck only where somebody is unmet for want of it. Each unmet cohort has a reason,
# found by trying to add it to the plan; `pool:…` names the resource.

# %%
unmet = read("unmet.csv")
unmet["weighted"] = unmet["trainees"] * unmet["priority"]
reasons = unmet.groupby("reason").agg(
    cohorts=("cohort_id", "size"), trainees=("trainees", "sum"), weighted=("weighted", "sum")
)
print(reasons.sort_values("weighted", ascending=False).to_string())

# %% [markdown]
# What more of a capacity would be worth is the question of the notebook `the_next_pledge`.
