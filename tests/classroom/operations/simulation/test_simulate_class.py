"""The command against a real product; and what it refuses before it begins."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.core.management import CommandError, call_command

from classroom.accounts.demo import DEMO_ACCOUNTS
from classroom.operations.simulation import run
from classroom.operations.simulation.accounts import Credentials
from classroom.operations.simulation.pictures import frames_from
from classroom.operations.simulation.plan import Plan
from tests.browser.product import CHECKOUT, Product

SECONDS = 6
TEACHER = next(
    Credentials(account.username, account.password) for account in DEMO_ACCOUNTS if account.username == "ada"
)


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with Product().running() as product:
        yield product


def simulate(product: Product, *options: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "manage.py", "simulate_class", "--duration-s", str(SECONDS), *options)
    return subprocess.run(
        command, cwd=CHECKOUT, env=product.environment(), capture_output=True, text=True, check=False, timeout=200
    )


def simulated_people(product: Product) -> list[int]:
    """How many accounts of simulations there are, and how many seats."""
    tables = ("accounts_user WHERE username LIKE 'simulated%'", "class_sessions_participation")
    with psycopg.connect(product.database_url) as connection:
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


@pytest.mark.timeout(500)
def test_five_students_go_the_real_way_and_leave_nothing_behind(product: Product, tmp_path: Path) -> None:
    before = simulated_people(product)
    options = ("--students", "5", "--sessions", "2", "--join-rate", "4", "--json", str(tmp_path / "report.json"))
    done = simulate(product, *options)
    assert done.returncode == 0, done.stderr + product.output()
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["joined"], report["dropped"], report["errors"]) == (5, 0, {})
    assert report["join_s"] >= 1  # the fifth begins a second after the first
    assert set(report["refused"]) <= {"too_fast"}  # a server that stalls receives frames in a bunch
    assert 0 < report["shown"] <= report["analysed"] <= report["frames_sent"]
    assert report["send_to_answer_s"]["p50"] > 0
    assert report["interval_s"]["least"] > 0  # they were told it before anything was measured
    assert {"web", "frames", "general", "beat"} <= {process["part"] for process in report["processes"]}
    assert "5 of 5 students joined" in done.stdout
    assert simulated_people(product) == before


@pytest.mark.timeout(500)
def test_students_come_one_after_the_other_and_who_loses_the_connection_comes_back(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan(product.url, students=3, duration_s=SECONDS, join_rate=2, drop_rate=1)
    monkeypatch.setattr(run, "random", SimpleNamespace(random=lambda: 0.001))  # everybody's lot, once a second
    simulated = run.SimulatedClass(plan, frames_from(None)[:3], lambda *_progress: None, trusts_everybody=True)
    report = asyncio.run(simulated.run(TEACHER, product.var_dir))
    assert report["join_s"] >= 1  # the third begins a second after the first
    assert report["joined"] == 3
    assert report["dropped"] > 3  # only who came back can lose a connection again
    assert report["shown"] > 0
    assert "detect" in {stage["stage"] for stage in report["stages"]}


@pytest.mark.parametrize(
    ("option", "value", "complaint"),
    [("join_rate", 0.0, "join rate must be more than 0"), ("drop_rate", 1.5, "from 0 to 1")],
)
def test_rates_are_taken_from_the_command_line(option: str, value: float, complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        call_command("simulate_class", f"--{option.replace('_', '-')}={value}", "--students=5", "--duration-s=1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"base_url": "http://192.0.2.7"}, "--allow-other-machines"),
        ({"base_url": "http://192.0.2.7", "allow_other_machines": True}, "--teacher"),
        ({"students": 0}, "at least one student"),
        ({"base_url": "http://localhost:1"}, "ConnectError"),
    ],
)
def test_what_cannot_be_simulated_is_said(options: dict[str, object], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        call_command("simulate_class", **{"students": 5, "duration_s": 1.0, **options})
