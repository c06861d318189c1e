"""What `deploy/` has for the service and its workers is read by the programs that will read it."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.project.test_deploy import DEPLOY, exposure, needs, parsed
from tests.support.root import ROOT
from trainopt.web.mail import MailServer
from trainopt.web.server import LEAVE_SECONDS, WORKER_LEAVES
from trainopt.web.settings import MOST_UPLOADED, from_environment
from trainopt.web.streams import ALIVE_EVERY

UNITS = ("serve", "work")
STREAM = "/api/v1/runs/{number}/events"


def unit_path(name: str) -> Path:
    return DEPLOY / "systemd" / f"trainopt-{name}.service"


def environment(file: str = "serve.env") -> dict[str, str]:
    """What systemd reads of the file."""
    lines = (DEPLOY / file).read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"#.*|[A-Z_]+=[\w/.:@]+", line) for line in lines)
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

    def test_the_mail_has_all_that_it_needs_from_two_files(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = unit_path("notices").read_text(encoding="utf-8")
        files = re.findall(r"^EnvironmentFile=/etc/trainopt/(\S+)$", text, re.MULTILINE)
        values = {name: value for file in files for name, value in environment(file).items()}
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        (line,) = re.findall(r"^ExecStart=\S+/bin/trainopt (.*)$", text, re.MULTILINE)
        params = parsed(shlex.split(line)).params
        assert (params["where"], params["public_url"]) == (
            values["TRAINOPT_STORE"],
            values["TRAINOPT_PUBLIC_URL"],
        )
        assert MailServer(params["smtp"], params["sender"]).host == "mail.example"
        assert [unit for unit in UNITS if "mail.env" in unit_path(unit).read_text(encoding="utf-8")] == []

    def test_the_mail_goes_out_after_the_night(self) -> None:
        timers = [
            (DEPLOY / "systemd" / f"trainopt-{name}.timer").read_text(encoding="utf-8")
            for name in ("nightly", "notices")
        ]
        night, mail = (
            re.findall(r"^OnCalendar=\*-\*-\* (\d\d:\d\d):00$", one, re.MULTILINE) for one in timers
        )
        assert night < mail
        assert "Persistent=yes" in timers[1].splitlines()

    @pytest.mark.parametrize("name", [*UNITS, "notices"])
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

    def test_nginx_passes_events_on_as_they_come(self) -> None:
        (pattern, body) = re.findall(r"location ~ (\S+) \{(.*?)\n    \}", self.NGINX, re.DOTALL)[0]
        assert re.fullmatch(pattern, STREAM.replace("{number}", "12"))
        assert "proxy_buffering off;" in body
        (hours,) = re.findall(r"proxy_read_timeout (\d+)h;", body)
        assert int(hours) * 3600 > ALIVE_EVERY

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
        assert {one["log_format"] for one in params.values()} == {"json"}
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


class TestKubernetesMail:
    @pytest.fixture
    def job(self) -> dict[str, Any]:
        """The job of the daily mail."""
        return self.spec("notices")

    def spec(self, name: str) -> dict[str, Any]:
        yaml = pytest.importorskip("yaml")
        found = yaml.safe_load_all((DEPLOY / "kubernetes" / f"{name}.yaml").read_text(encoding="utf-8"))
        spec: dict[str, Any] = next(one for one in found if one["kind"] == "CronJob")["spec"]
        return spec

    def test_every_manifest_is_applied(self) -> None:
        yaml = pytest.importorskip("yaml")
        folder = DEPLOY / "kubernetes"
        listed = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
        assert {*listed, "kustomization.yaml"} == {one.name for one in folder.glob("*.yaml")}

    def test_its_command_has_all_that_it_needs(
        self, job: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (container,) = job["jobTemplate"]["spec"]["template"]["spec"]["containers"]
        given = {one["name"]: one["valueFrom"]["secretKeyRef"]["name"] for one in container["env"]}
        told = environment("mail.env") | {"TRAINOPT_STORE": "postgresql://host/db"}
        for name in given:
            monkeypatch.setenv(name, told.get(name, "secret"))
        params = parsed(container["args"]).params
        assert (params["where"], params["public_url"]) == (told["TRAINOPT_STORE"], "https://plan.example")
        assert MailServer(params["smtp"], params["sender"]).host == "mail.example"
        assert given.pop("TRAINOPT_STORE") == "trainopt-store"
        assert set(given.values()) == {"trainopt-mail"}  # what signs in to the mail server is in no other pod
        others = [(DEPLOY / "kubernetes" / f"{one}.yaml").read_text("utf-8") for one in ("serve", "nightly")]
        assert not any("trainopt-mail" in text for text in others)

    def test_it_goes_out_after_the_night_and_never_beside_itself(self, job: dict[str, Any]) -> None:
        night = self.spec("nightly")
        longest = night["jobTemplate"]["spec"]["activeDeadlineSeconds"] / 60
        assert _minute(job["schedule"]) >= _minute(night["schedule"]) + longest
        assert (job["timeZone"], job["concurrencyPolicy"]) == (night["timeZone"], "Forbid")

    def test_it_may_do_no_more_than_it_must(self, job: dict[str, Any]) -> None:
        pod = job["jobTemplate"]["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def _minute(schedule: str) -> int:
    """The minute of the day at which a job begins that runs once a day."""
    minute, hour, *rest = schedule.split()
    assert rest == ["*", "*", "*"]
    return 60 * int(hour) + int(minute)


class TestKubernetesServices:
    """What leads to a pod leads to a port that it has."""

    @pytest.fixture
    def all_of(self) -> dict[str, Any]:
        """Everything in the file by its kind; the last of a kind that comes twice."""
        yaml = pytest.importorskip("yaml")
        found = yaml.safe_load_all((DEPLOY / "kubernetes" / "serve.yaml").read_text(encoding="utf-8"))
        return {f"{one['kind']} {one['metadata']['name']}": one["spec"] for one in found}

    def test_the_port_is_the_same_from_the_ingress_to_the_command(self, all_of: dict[str, Any]) -> None:
        pod = all_of["Deployment trainopt-serve"]["template"]
        (container,) = pod["spec"]["containers"]
        port, measured = container["ports"]
        assert f"--port={port['containerPort']}" in container["args"]
        assert f"--metrics-port={measured['containerPort']}" in container["args"]
        service = all_of["Service trainopt-serve"]
        assert service["selector"].items() <= pod["metadata"]["labels"].items()
        (served,) = service["ports"]
        assert served["targetPort"] == port["name"]
        (rule,) = all_of["Ingress trainopt"]["rules"]
        (path,) = rule["http"]["paths"]
        assert path["backend"]["service"] == {"name": "trainopt-serve", "port": {"name": served["name"]}}
        let_in = all_of["NetworkPolicy trainopt-serve"]
        assert let_in["podSelector"]["matchLabels"] == pod["metadata"]["labels"]
        ports = [one["ports"] for one in let_in["ingress"]]
        assert ports == [[{"port": port["name"]}], [{"port": measured["name"]}]]
        asked_by = [one["from"][0]["namespaceSelector"]["matchLabels"] for one in let_in["ingress"]]
        assert asked_by[0] != asked_by[1]  # who leads people here does not reach the metrics

    def test_people_reach_it_by_the_name_that_it_knows(self, all_of: dict[str, Any]) -> None:
        (container,) = all_of["Deployment trainopt-serve"]["template"]["spec"]["containers"]
        (rule,) = all_of["Ingress trainopt"]["rules"]
        assert f"--public-url=https://{rule['host']}" in container["args"]
        assert all_of["Ingress trainopt"]["tls"][0]["hosts"] == [rule["host"]]

    def test_each_has_time_to_leave_in_good_order(self, all_of: dict[str, Any]) -> None:
        graces = {
            name: all_of[f"Deployment trainopt-{name}"]["template"]["spec"]["terminationGracePeriodSeconds"]
            for name in UNITS
        }
        assert graces["serve"] > LEAVE_SECONDS
        assert graces["work"] > WORKER_LEAVES


class TestCompose:
    TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")

    @pytest.fixture
    def services(self) -> dict[str, Any]:
        yaml = pytest.importorskip("yaml")
        found: dict[str, Any] = yaml.safe_load(self.TEXT)["services"]
        return found

    def test_their_commands_are_ones_that_trainopt_takes(
        self, services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        params = {}
        for name in UNITS:
            for variable, value in services[name]["environment"].items():
                monkeypatch.setenv(variable, value)
            params[name] = parsed(services[name]["command"]).params
        assert params["serve"]["where"] == params["work"]["where"]
        assert params["serve"]["no_worker"]
        assert params["serve"]["public_url"] == "https://plan.example"
        assert not params["serve"]["without_tls"]

    def test_what_it_stands_on_is_there(self, services: dict[str, Any]) -> None:
        assert set(services) == {"db", "serve", "work", "proxy"}
        assert (ROOT / services["serve"]["build"]["dockerfile"]).is_file()
        (mounted,) = [one for one in services["proxy"]["volumes"] if one.startswith("./")]
        assert (DEPLOY / mounted.split(":")[0]).is_file()
        assert {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"} == set(services["db"]["environment"])

    def test_the_proxy_alone_is_reached_from_elsewhere(self, services: dict[str, Any]) -> None:
        assert {name for name, one in services.items() if one.get("ports")} == {"proxy"}
        at = services["proxy"]["environment"]["TRAINOPT_AT"]
        assert f"--port={at.partition('serve:')[2]}" in services["serve"]["command"]
        assert "{$TRAINOPT_AT:127.0.0.1:8000}" in TestProxies.CADDY

    def test_no_password_stands_in_it(self) -> None:
        assert re.findall(r"postgresql://trainopt:([^@]*)@", self.TEXT) == ["${DB_PASSWORD}"] * 2
        assert "${DB_PASSWORD:?" in self.TEXT

    def test_they_may_do_no_more_than_they_must(self, services: dict[str, Any]) -> None:
        for name in UNITS:
            one = services[name]
            assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
            assert one["security_opt"] == ["no-new-privileges:true"]

    def test_it_is_asked_whether_the_store_answers(self, services: dict[str, Any]) -> None:
        *_, program = services["serve"]["healthcheck"]["test"]
        compile(program, "healthcheck", "exec")
        assert "127.0.0.1:8000/readyz" in program
