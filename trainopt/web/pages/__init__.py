"""Pages for people, one module a page: each has its `router`."""

from __future__ import annotations

from trainopt.web.pages import account, people, plan, run, runs, signing, today, whatifs, wishing

ROUTERS = (
    signing.router,
    today.router,
    plan.router,
    wishing.router,
    whatifs.router,
    runs.router,
    run.router,
    people.router,
    account.router,
)
"""All pages, in the order of the navigation."""
