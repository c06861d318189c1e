"""What `deploy/` has for the service and its workers is read by the programs that will read it."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.project.test_deploy import DEPLOY, exposure, needs, parsed
from trainopt.web.settings import MOST_UPLOADED, from_environment
from trainopt.web.streams import ALIVE_EVERY

UNITS = ("serve", "work")
STREAM = "/api/v1/runs/{number}/events"


def unit_path(name: str) -> Path:
    return DEPLOY / "systemd" / f"trainopt-{name}.service"


def environment() -> dict[str, str]:
    """What systemd reads of the file."""
    lines = (DEPLOY / "serve.env").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"#.*|[A-Z_]+=[\w/.:]+", line) for line in lines)
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


class TestSystemd:
    def test_the_commands_are_ones_that_trainopt_takes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        values = environment()
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        assert from_environment().encrypted
        params = {}
        for unit in UNITS:
            text = unit_path(unit).read_text(encoding="utf-8")
            (line,) = re.findall(r"^ExecStart=\S+/bin/trainopt (.*)$", text, re.MULTILINE)
            words = re.sub(r"\$\{(\w+)\}", lambda name: values[name[1]], line)
            params[unit] = parsed(shlex.split(words)).params
        assert {one["where"] for one in params.values()} == {values["TRAINOPT_STORE"]}
        assert params["serve"]["no_worker"]
        assert params["serve"]["public_url"] == values["TRAINOPT_PUBLIC_URL"]

    @pytest.mark.parametrize("name", UNITS)
    def test_they_are_closed_to_what_they_do_not_need(self, name: str) -> None:
        assert exposure(unit_path(name)).returncode == 0, exposure(unit_path(name)).stdout

    @pytest.mark.parametrize("name", UNITS)
    def test_they_start_again_and_others_read_nothing_of_theirs(self, name: str) -> None:
        lines = unit_path(name).read_text(encoding="utf-8").splitlines()
        assert {"Restart=on-failure", "StateDirectoryMode=0750", "UMask=0027"} <= set(lines)


class TestProxies:
    NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    CADDY = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")

    def test_they_let_uploads_through(self) -> None:
        (nginx,) = re.findall(r"client_max_body_size (\d+)m;", self.NGINX)
        (caddy,) = re.findall(r"max_size (\d+)MiB", self.CADDY)
        assert int(nginx) * 2**20 > MOST_UPLOADED  # the parts of a form have headers
        assert int(caddy) * 2**20 > MOST_UPLOADED

    def test_they_pass_events_on_as_they_come(self) -> None:
        (pattern, body) = re.findall(r"location ~ (\S+) \{(.*?)\n    \}", self.NGINX, re.DOTALL)[0]
        assert re.fullmatch(pattern, STREAM.replace("{number}", "12"))
        assert "proxy_buffering off;" in body
        (hours,) = re.findall(r"proxy_read_timeout (\d+)h;", body)
        assert int(hours) * 3600 > ALIVE_EVERY
        assert "flush_interval -1" in self.CADDY

    def test_a_client_does_not_say_where_it_comes_from(self) -> None:
        assert "proxy_set_header X-Forwarded-For $remote_addr;" in self.NGINX
        assert "$proxy_add_x_forwarded_for" not in self.NGINX

    def test_nginx_takes_it(self, tmp_path: Path) -> None:
        nginx, openssl = needs("nginx"), needs("openssl")
        pair = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "chain.pem")]
        make = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=plan.example", *pair]
        subprocess.run(make, check=True, capture_output=True)
        conf = tmp_path / "nginx.conf"
        site = self.NGINX.replace("/etc/ssl/trainopt", str(tmp_path))
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        own = "".join(f"{kind}_temp_path {tmp_path};\n" for kind in kinds) + "access_log off;\n"
        text = f"events {{}}\npid {tmp_path}/pid;\nhttp {{\n{own}{site}\n}}\n"
        conf.write_text(text, encoding="utf-8")
        command = [nginx, "-t", "-c", str(conf), "-p", str(tmp_path), "-e", str(tmp_path / "log")]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr

    def test_caddy_takes_it(self) -> None:
        command = [needs("caddy"), "adapt", "--validate", "--config", str(DEPLOY / "Caddyfile")]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr


class TestKubernetes:
    @pytest.fixture
    def pods(self) -> dict[str, Any]:
        """The pods by the name of their deployment."""
        yaml = pytest.importorskip("yaml")
        found = yaml.safe_load_all((DEPLOY / "kubernetes" / "serve.yaml").read_text(encoding="utf-8"))
        deployments = [one for one in found if one["kind"] == "Deployment"]
        return {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in deployments}

    def test_their_arguments(self, pods: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRAINOPT_STORE", "postgresql://host/db")
        params = {name: parsed(pod["containers"][0]["args"]).params for name, pod in pods.items()}
        assert set(params) == {"trainopt-serve", "trainopt-work"}
        assert params["trainopt-serve"]["no_worker"]
        assert params["trainopt-serve"]["public_url"].startswith("https://")
        assert not params["trainopt-serve"]["without_tls"]

    def test_they_may_do_no_more_than_they_must(self, pods: dict[str, Any]) -> None:
        for pod in pods.values():
            assert pod["automountServiceAccountToken"] is False
            assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
            assert pod["containers"][0]["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }

    def test_probes_ask_by_a_name_that_is_answered(self, pods: dict[str, Any]) -> None:
        (container,) = pods["trainopt-serve"]["containers"]
        for probe, path in (("livenessProbe", "/healthz"), ("readinessProbe", "/readyz")):
            asked = container[probe]["httpGet"]
            assert asked["path"] == path
            assert asked["httpHeaders"] == [{"name": "Host", "value": "localhost"}]
