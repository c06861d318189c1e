"""The service behind nginx and behind Caddy, each with the configuration that `deploy/` has for it."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from benchmarks.serving import answers, free_port, wait_for
from tests.project.test_deploy import DEPLOY, needs
from tests.support.people import GOOD
from tests.support.planning import with_dataset
from tests.support.processes import PATIENCE
from trainopt.runs.store import Store, open_store
from trainopt.service.actors import operator
from trainopt.service.auditing import read_audit
from trainopt.service.people import add_person
from trainopt.service.queueing import RunKind, add_event, ask_for_run
from trainopt.service.tokens import make_token
from trainopt.web.app import make_app
from trainopt.web.settings import MOST_UPLOADED, WebSettings
from trainopt.web.shield import HEADERS, MOST_BYTES

pytestmark = pytest.mark.slow

NAME = "plan.example"


@dataclass(frozen=True)
class Behind:
    """A proxy in front of a store that is served: its port, and the one where nothing is encrypted."""

    store: Store
    port: int
    plain: int
    folder: Path

    def client(self, **headers: str) -> httpx.Client:
        """A client that knows the service by its name, and the proxy's certificate."""
        trusts = ssl.create_default_context(cafile=str(self.folder / "chain.pem"))
        return _Client(
            base_url=f"https://127.0.0.1:{self.port}", headers={"host": NAME} | headers, verify=trusts,
            trust_env=False, timeout=PATIENCE,
        )  # fmt: skip

    def program(self) -> httpx.Client:
        """A client with a coordinator's token."""
        secret = make_token(self.store, operator(), "test", 1, person="cora").secret
        return self.client(authorization=f"Bearer {secret}")


class _Client(httpx.Client):
    """It asks for the certificate of the name although it calls an address."""

    def build_request(self, *words: Any, **named: Any) -> httpx.Request:
        return super().build_request(*words, **named | {"extensions": {"sni_hostname": NAME}})


def nginx(folder: Path, upstream: int, port: int, plain: int) -> list[str]:
    """Its command, with the site as it stands but for ports and where the certificate lies."""
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = re.sub(r"^ *listen \[::\].*\n", "", site, flags=re.MULTILINE)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    site = site.replace("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}").replace("/etc/ssl/trainopt", str(folder))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds) + "access_log off;\n"
    user = "user root;\n" if os.getuid() == 0 else ""
    text = f"{user}daemon off;\npid {folder}/pid;\nevents {{}}\nhttp {{\n{own}{site}\n}}\n"
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    return [needs("nginx"), "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "log")]


def caddy(folder: Path, upstream: int, port: int, plain: int) -> list[str]:
    """Its command, with the site as it stands but for ports and a certificate that nobody signs."""
    site = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    own = f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {port}\n\tdefault_bind 127.0.0.1\n}}\n"
    pair = f"\ttls {folder}/chain.pem {folder}/key.pem\n"
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    (folder / "Caddyfile").write_text(own + site.replace(f"{NAME} {{\n", f"{NAME} {{\n{pair}"), "utf-8")
    return [needs("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@contextmanager
def answering(store: Store, port: int) -> Iterator[None]:
    """The service of a store as `serve` runs it behind a proxy, in a thread."""
    app = make_app(WebSettings(store.name, f"https://{NAME}"), store)
    config = uvicorn.Config(
        app, port=port, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=1
    )
    service = uvicorn.Server(config)
    thread = threading.Thread(target=service.run, daemon=True)
    thread.start()
    wait_for(lambda: service.started)
    try:
        yield
    finally:
        service.should_exit = True
        thread.join()


@pytest.fixture(scope="module", params=[nginx, caddy], ids=lambda proxy: proxy.__name__)
def behind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """Each proxy in turn."""
    folder = tmp_path_factory.mktemp("proxy")
    upstream, port, plain = (free_port() for _ in range(3))
    command = request.param(folder, upstream, port, plain)
    certify(folder)
    with open_store(folder / "store.db") as store, answering(with_dataset(store, folder), upstream):
        add_person(store, operator(), "cora", ["coordinator:all"], GOOD)
        own = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        with subprocess.Popen(command, env=os.environ | own, stderr=subprocess.DEVNULL) as process:
            try:
                wait_for(lambda: answers(port) and answers(plain))
                yield Behind(store, port, plain, folder)
            finally:
                process.terminate()


def certify(folder: Path) -> None:
    """A certificate for the name, which nobody signs."""
    pair = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "chain.pem")]
    named = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    make = [needs("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *named, *pair]
    subprocess.run(make, check=True, capture_output=True)


def test_people_sign_in_and_what_keeps_them_safe_comes_through(behind: Behind) -> None:
    with behind.client(origin=f"https://{NAME}") as client:
        answer = client.post("/sign-in", data={"name": "cora", "password": GOOD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert re.search("; secure", answer.headers["set-cookie"], re.IGNORECASE)
        page = client.get("/", headers={"cookie": answer.headers["set-cookie"].partition(";")[0]})
    assert page.status_code == 200
    for name, value in HEADERS.items():
        assert page.headers.get_list(name) == [value]
    assert page.headers.get_list("strict-transport-security") == ["max-age=31536000; includeSubDomains"]
    assert not re.search(r"\d", page.headers.get("server", ""))  # of what version it is


def test_where_somebody_comes_from_is_what_the_proxy_sees(behind: Behind) -> None:
    lies = {"x-forwarded-for": "203.0.113.9", "forwarded": "for=203.0.113.9", "x-real-ip": "203.0.113.9"}
    with behind.program() as client:
        made = client.post("/api/v1/drafts", json={"title": "from here"}, headers=lies)
    assert made.status_code == 201
    newest = read_audit(behind.store, operator())[0]
    assert (newest.action, newest.address) == ("begin draft", "127.0.0.1")


def test_what_is_not_encrypted_is_led_to_what_is(behind: Behind) -> None:
    answer = httpx.get(f"http://127.0.0.1:{behind.plain}/plan?x=1", headers={"host": NAME}, trust_env=False)
    assert answer.status_code in (301, 308)
    assert re.fullmatch(rf"https://{NAME}(:{behind.port})?/plan\?x=1", answer.headers["location"])


def test_an_upload_comes_through_and_one_that_is_too_large_does_not(behind: Behind) -> None:
    def status(size: int) -> int:
        file = {"file": ("sites.csv", b"site_id,nation_id,name\n" + b"x" * size)}
        with behind.program() as client:
            try:
                return client.post("/api/v1/drafts/upload", files=file).status_code
            except httpx.TransportError:  # it is ended while it is still being sent
                return 413

    assert status(2 * MOST_BYTES) in (201, 422)  # looked at by trainopt, which finds its faults
    assert status(MOST_UPLOADED + 2**21) in (400, 413)  # Caddy says the first


def test_events_come_as_they_are_told_and_not_at_the_end(behind: Behind) -> None:
    run = ask_for_run(behind.store, operator(), RunKind.PLAN).number  # no worker takes it, so it does not end
    with behind.program() as client, client.stream("GET", f"/api/v1/runs/{run}/events") as answer:
        lines = answer.iter_lines()
        for placed in (7, 8):
            with behind.store.begin() as connection:
                add_event(connection, run, {"state": "running", "placed": placed})
            told = next(line for line in lines if f'"placed": {placed}' in line)
            assert told.startswith("data: ")
        with suppress(httpx.TransportError):
            answer.close()
