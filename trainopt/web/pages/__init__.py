"""Pages for people, one module a page: each has its `router`."""

from __future__ import annotations

from trainopt.web.pages import plan, signing, today

ROUTERS = (signing.router, today.router, plan.router)
"""All pages, in the order of the navigation."""
