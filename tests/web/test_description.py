"""The description of the interface for programs: the committed file is the newest and names all bodies."""

from __future__ import annotations

from fastapi import FastAPI

from tests.support.root import ROOT
from tests.support.served import Service
from trainopt.web.bodies import as_text

FILE = ROOT / "docs" / "openapi.json"


def described(app: FastAPI) -> str:
    document = app.openapi()
    document["info"]["version"] = ""  # it does not change with every release
    return as_text(document)


def test_the_committed_file_is_what_the_code_makes(service: Service) -> None:
    assert FILE.read_text(encoding="utf-8") == described(service.app)


def test_it_is_served_to_anybody(service: Service) -> None:
    answer = service.anybody().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["paths"].keys() == service.app.openapi()["paths"].keys()


def test_every_endpoint_says_what_it_does_and_every_body_is_described(service: Service) -> None:
    document = service.app.openapi()
    for path, methods in document["paths"].items():
        for method, endpoint in methods.items():
            assert endpoint.get("description"), f"{method} {path}"
    sent = document["paths"]["/api/v1/people"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    named = document["components"]["schemas"][sent["$ref"].rpartition("/")[2]]
    assert named["required"] == ["name"]
    assert set(named["properties"]) == {"name", "grants", "password", "subject"}
