"""The pages of the plan."""

from __future__ import annotations

from trainopt.web.pages.plan.routes import router as router
