"""The house itself: what must hold before a page is opened."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.core.checks import run_checks
from django.core.management import call_command

from accounts.models import Appointment, Role, User
from ejournal.checks import server_and_school_are_fit
from school.actions import create_school
from tests.entrance import lets_in
from tests.factories import NOW, clerk

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^[A-Za-z0-9_.-]+==[A-Za-z0-9_.]+$")


def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def pins(name):
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_compose_file_is_valid_by_the_compose_schema():
    schema = json.loads((ROOT / "tests/compose/compose-spec.json").read_text())
    jsonschema.Draft7Validator(schema).validate(compose())


def test_compose_schema_refuses_a_spoilt_file():
    schema = json.loads((ROOT / "tests/compose/compose-spec.json").read_text())
    spoilt = compose()
    spoilt["services"]["web"]["helthcheck"] = {}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate(spoilt)


def test_compose_runs_web_worker_beat_and_their_stores():
    services = compose()["services"]
    assert set(services) == {"prepare", "web", "worker", "beat", "postgres", "redis"}
    watched = {name for name, service in services.items() if "healthcheck" in service}
    assert watched == {"web", "worker", "beat", "postgres", "redis"}


def test_compose_keeps_data_on_declared_volumes():
    document = compose()
    used = {
        volume.split(":")[0]
        for service in document["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "/"))
    }
    assert used == set(document["volumes"])


def test_compose_asks_for_every_secret():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ["SECRET_KEY", "DATABASE_PASSWORD", "OWNER_PASSWORD", "POSTGRES_PASSWORD"]:
        assert f"${{{name}:?" in text


def test_compose_tells_the_owner_of_the_tables_to_nobody_but_prepare():
    told = {
        name: service["environment"]
        for name, service in compose()["services"].items()
        if "environment" in service
    }
    knowing = {name for name, values in told.items() if "OWNER_DATABASE_URL" in values}
    assert knowing == {"prepare"}
    assert all(
        "//ejournal_web:" in told[name]["DATABASE_URL"]
        for name in ["prepare", "web", "worker", "beat"]
    )


def test_image_runs_as_an_ordinary_user():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER ejournal"]
    assert lines.index("USER ejournal") < next(
        number for number, line in enumerate(lines) if line.startswith("CMD")
    )


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-embedded.txt"]
)
def test_requirements_are_pinned(name):
    assert [line for line in pins(name) if not PIN.match(line)] == []


def test_dev_requirements_do_not_repeat_those_of_the_program():
    assert set(pins("requirements.txt")) & set(pins("requirements-dev.txt")) == set()


def test_every_direct_requirement_says_why():
    for name in ["requirements.txt", "requirements-dev.txt"]:
        direct = (ROOT / name).read_text().split("# Needed by the above")[0].splitlines()[1:]
        named = [line for line in direct if line]
        assert [bool(PIN.match(line)) for line in named] == [False, True] * (len(named) // 2)


def test_scripts_can_be_run():
    scripts = [path for path in (ROOT / "script").iterdir() if not path.name.startswith("_")]
    for path in [*scripts, ROOT / ".ci/run", ROOT / "docker/create-role.sh"]:
        assert os.access(path, os.X_OK), path


def test_scripts_are_valid_shell():
    for path in [*(ROOT / "script").iterdir(), ROOT / ".ci/run"]:
        if path.read_text().splitlines()[0].endswith("python3"):
            continue
        checked = subprocess.run(["bash", "-n", path], capture_output=True, text=True, check=False)
        assert checked.stderr == ""


def test_table_of_requirements_is_current():
    checked = subprocess.run(
        [sys.executable, ROOT / "script/requirements", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_first_administrator_is_appointed_and_can_sign_in(capsys):
    call_command("administrator", "admin", order="12")
    password = capsys.readouterr().out.split()[-1]
    assert lets_in("admin", password)
    appointment = Appointment.objects.get()
    assert (appointment.role, appointment.order_number) == (Role.SYSADMIN, "12")


def test_administrator_who_lost_the_password_is_not_appointed_twice(capsys):
    call_command("administrator", "admin")
    call_command("administrator", "admin")
    password = capsys.readouterr().out.split()[-1]
    assert lets_in("admin", password)
    assert (User.objects.count(), Appointment.objects.count()) == (1, 1)


def test_deployment_check_names_each_danger(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    tmp_path.chmod(0o755)
    settings.CELERY_TASK_ALWAYS_EAGER = True
    monkeypatch.setitem(settings.DATABASES["default"], "CONN_MAX_AGE", 0)
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert {"ejournal.W001", "ejournal.W002", "ejournal.W003"} <= found


def test_deployment_check_finds_the_demo_school():
    create_school(name="Школа", full_name="Учебная школа", is_demo=True, by=clerk(), now=NOW)
    assert [message.id for message in server_and_school_are_fit(databases=["default"])] == [
        "ejournal.W004"
    ]
