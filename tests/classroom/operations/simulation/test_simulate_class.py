"""The command against a real product; and what it refuses before it begins."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from tests.browser.product import CHECKOUT, Product

SECONDS = 6


@pytest.fixture
def product() -> Iterator[Product]:
    with Product().running() as product:
        yield product


def simulate(product: Product, *options: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "manage.py", "simulate_class", "--duration-s", str(SECONDS), *options)
    return subprocess.run(
        command, cwd=CHECKOUT, env=product.environment(), capture_output=True, text=True, check=False, timeout=200
    )


@pytest.mark.timeout(500)
def test_five_students_go_the_real_way_and_leave_nothing_behind(product: Product, tmp_path: Path) -> None:
    done = simulate(product, "--students", "5", "--sessions", "2", "--json", str(tmp_path / "report.json"))
    assert done.returncode == 0, done.stderr + product.output()
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["joined"], report["errors"]) == (5, {})
    assert set(report["refused"]) <= {"too_fast"}  # a server that stalls receives frames in a bunch
    assert 0 < report["shown"] <= report["analysed"] <= report["frames_sent"]
    assert report["send_to_answer_s"]["p50"] > 0
    assert {"web", "frames", "general", "beat"} <= {process["part"] for process in report["processes"]}
    assert "5 of 5 students joined" in done.stdout
    with psycopg.connect(product.database_url) as connection:
        for table in ("accounts_user WHERE username LIKE 'simulated%'", "class_sessions_participation"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


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
