"""The public names are those in `trainopt.__all__`, and nothing else is promised."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import click
import pytest

import trainopt
import trainopt.api
from tests.support.commands import commands
from trainopt.cli.app import app

HEAVY = {
    *("alembic", "argon2", "distributed", "icalendar", "matplotlib", "numpy", "ortools", "pandas", "plotly"),
    *("prometheus_client", "pydantic", "python_calamine", "scipy", "sqlalchemy", "xlsxwriter", "zxcvbn"),
}
"""Modules that take long to load: what needs one loads it when it runs."""


def test_public_names_are_sorted_and_unique() -> None:
    assert list(trainopt.__all__) == sorted(set(trainopt.__all__))


def test_public_names_resolve() -> None:
    assert [name for name in trainopt.__all__ if not hasattr(trainopt, name)] == []


def test_type_checkers_know_the_same_names_by_the_same_modules() -> None:
    told = {name: found for name, found in vars(trainopt.api).items() if not name.startswith("__")}
    assert sorted(told) == [name for name in trainopt.__all__ if name != "__version__"]
    assert [name for name in told if getattr(trainopt, name) is not told[name]] == []


def test_dir_shows_all_names() -> None:
    assert dir(trainopt) == trainopt.__all__


def test_a_name_that_is_none_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sovle'"):
        assert trainopt.sovle  # type: ignore[attr-defined]


FUNCTIONS = {
    "check": "check_dataset",
    "solve": "solve",
    "verify": "verify",
    "show": "show_plan",
    "whatif": "whatif",
    "scenario": "scenario_text",
    "compare": "compare",
    "explain": "explain_plan",
    "value": "value_capacity",
    "nightly": "nightly",
    "runs list": "list_runs",
    "runs show": "show_run",
    "runs publish": "publish_run",
    "runs replay": "replay_run",
    "runs prune": "prune_runs",
    "runs keep": "change_setting",
    "people list": "list_people",
    "people add": "add_person",
    "people grant": "grant_person",
    "people revoke": "revoke_grants",
    "people disable": "disable_person",
    "people reset": "reset_password",
    "people token": "make_token",
    "serve": "serve",
    "notices": "send_notices",
    "work": "work",
    "stability": "stability",
    "simulate": "simulate_plan",
    "robustness": "robustness",
    "rates": "count_rates",
    "report": "write_report",
    "calendar": "write_calendars",
    "extract": "extract",
    "template": "write_template",
    "convert": "convert",
    "generate": "generate_dataset",
    "plot": "plot_search_log",
}
"""What a command does, as a function."""


def test_each_command_has_its_function() -> None:
    assert sorted(FUNCTIONS) == sorted(
        name for name, command in commands() if not isinstance(command, click.Group)
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_command_calls_its_function_by_its_public_name(name: str) -> None:
    callback = dict(commands())[name].callback
    assert callback is not None
    assert inspect.isfunction(getattr(trainopt, FUNCTIONS[name]))
    assert f"trainopt.{FUNCTIONS[name]}" in inspect.getsource(inspect.unwrap(callback))


def test_commands_write_by_public_names_alone() -> None:
    """What a command writes, Python writes too."""
    hidden = {
        (path.name, name.name)
        for path in (Path(trainopt.__file__).parent / "cli").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module != "trainopt"
        for name in node.names
        if name.name.startswith("write")
    }
    assert hidden == set()


def loaded_by(*arguments: str) -> set[str]:
    """The heavy modules that a command line loads before it ends."""
    program = (
        "import sys\n"
        "from trainopt.cli import main\n"
        f"sys.argv = ['trainopt', *{arguments!r}]\n"
        "try:\n    main()\n"
        "finally:\n    sys.stderr.write(' '.join(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    return {name.partition(".")[0] for name in ran.stderr.split()} & HEAVY


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)], ids="".join)
def test_nothing_heavy_is_loaded_to_say_what_there_is(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) == set()


@pytest.mark.slow
@pytest.mark.parametrize("command", app.commands)
def test_nor_to_say_what_a_command_does(command: str) -> None:
    assert loaded_by(command, "--help") == set()


def test_what_is_heavy_is_found() -> None:
    """So that the tests above can fail."""
    assert loaded_by("check", "no-such-folder") >= {"pydantic"}
