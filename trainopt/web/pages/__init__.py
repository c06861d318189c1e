"""Pages for people, one module a page: each has its `router`."""

from __future__ import annotations

from trainopt.web.pages import (
    account,
    drafts,
    happened,
    help,
    notices,
    people,
    plan,
    plan_settings,
    proposals,
    run,
    runs,
    sayings,
    signing,
    spreadsheets,
    tables,
    talking,
    today,
    uploads,
    versions,
    whatifs,
    wishing,
)

ROUTERS = (
    signing.router,
    today.router,
    plan.router,
    wishing.router,
    whatifs.router,
    proposals.router,
    versions.router,
    talking.router,
    happened.router,
    happened.entries,
    runs.router,
    run.router,
    notices.router,
    people.router,
    account.router,
    help.router,
    uploads.router,
    spreadsheets.router,
    plan_settings.router,
    tables.router,
    sayings.router,
    drafts.router,
)
"""All pages, in the order of the navigation."""
