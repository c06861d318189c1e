# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
# ---

# %% [markdown]
# # A what-if day
#
# A planner's day with the synthetic coalition: Poland offers a class more, a German site closes in May, and a
# brigade asks why it waits. The time limits here are short; a real day gives a minute to each question.
# Run it from the project's folder or from `notebooks`.

# %%
from pathlib import Path
from tempfile import mkdtemp

from trainopt import (
    LocalEngine,
    Params,
    compare,
    explain_plan,
    scenario_text,
    solve,
    whatif,
)

project = Path.cwd() if Path("data").is_dir() else Path.cwd().parent
data = project / "data" / "coalition"
work = Path(mkdtemp())
solved = solve(data, work / "plan", Params(seconds=3))
for tier in solved.result.tiers:
    print(f"{tier.term:10} {tier.value:14,}  bound {tier.bound:14,}  gap {tier.gap:.1%}")

# %% [markdown]
# ## Two scenarios
#
# A scenario is a TOML file of changes. Both are planned from the plan above with the same effort as the plan
# itself, so that a difference is theirs and not the search's; `differs` says whether the bounds prove it.

# %%
(work / "poland.toml").write_text(
    """
name = "poland-adds-basic"

[[change]]
table = "capacity"
where = { site_id = "PL-01", course_id = "BCT" }
add = { parallel_classes = 1 }
""",
    encoding="utf-8",
)
(work / "shut.toml").write_text(
    """
name = "DE-02-shut-in-May"

[[change]]
table = "closures"
insert = { site_id = "DE-02", first_day = 2027-05-03, last_day = 2027-05-30, note = "range works" }
""",
    encoding="utf-8",
)
found = whatif(
    data,
    [work / "poland.toml", work / "shut.toml"],
    work / "whatif",
    Params(seconds=4),
    LocalEngine(jobs=2),
    baseline=work / "plan",
)
print(
    found.comparison[
        ["scenario", "unmet_value", "unmet_bound", "unmet_differs", "placed", "unmet", "cohorts_moved"]
    ]
)

# %% [markdown]
# ## Who gains, who loses
#
# `compare` puts any two plan folders side by side; each part is a frame.

# %%
difference = compare(work / "whatif" / "baseline", work / "whatif" / "DE-02-shut-in-May")
print(difference.tiers.to_string(index=False))
print(
    difference.demands[["demand_id", "unit_id", "placed_a", "placed_b", "gained"]]
    .head(10)
    .to_string(index=False)
)

# %% [markdown]
# ## Why is somebody late or unmet, and what would help?
#
# What keeps the heaviest demand out, site by site, and the changes that open a way, each planned again. The
# hand-made example is small: each answer about it is proven within seconds, and nothing waits for the limit.
# About the coalition the same call answers as far as its time goes.

# %%
example = project / "data" / "example"
solve(example, work / "example", Params(seconds=300))
why = explain_plan(example, work / "example", top=1, params=Params(seconds=300))
print(why.demands.to_string(index=False))
print(why.blocks[["step", "course_id", "site_id", "limit", "short"]].head(8).to_string(index=False))

# %%
for relief in why.reliefs.itertuples():
    print(f"{relief.relief}\n    verified: {relief.verified}, helps {relief.helps} trainees\n")

# %% [markdown]
# Each relief is a scenario: written to a file, `trainopt whatif` plans it for as long as one likes.

# %%
if why.scenarios:
    print(scenario_text(why.scenarios[0]))
