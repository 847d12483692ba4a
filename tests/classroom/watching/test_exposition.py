"""Numbers of several processes as one text, read by the parser that Prometheus' own library brings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from classroom.watching.exposition import may_read
from tests.classroom.watching.test_folders import REPOSITORY

COUNTING = """
import os, django; django.setup()
import classroom.urls  # whose modules import prometheus_client before ours
from classroom.watching import metrics
metrics.FRAMES_ACCEPTED.inc()
for _ in range(2):
    if os.fork() == 0:
        metrics.FRAMES_ACCEPTED.inc(10)
        metrics.STAGE_SECONDS.labels("decode").observe(0.003)
        os._exit(0)
    os.wait()
"""
SHOWING = "from classroom.watching.exposition import numbers; print(numbers().decode())"


def shown(metrics_dir: Path, statements: str, part: str) -> dict[tuple[str, str, str], float]:
    """What a part shows after some statements: values by name, stage and part."""
    product = {
        "DJANGO_SETTINGS_MODULE": "classroom.settings",
        "CLASSROOM_PART": part,
        "METRICS_DIR": str(metrics_dir),
    }
    done = subprocess.run(
        [sys.executable, "-c", statements + SHOWING],
        cwd=REPOSITORY,
        env=os.environ | product,
        capture_output=True,
        text=True,
        check=True,
    )
    samples = [sample for family in text_string_to_metric_families(done.stdout) for sample in family.samples]
    return {
        (sample.name, sample.labels.get("stage", ""), sample.labels["part"]): sample.value
        for sample in samples
        if sample.labels.get("le", "+Inf") == "+Inf"
    }


def test_a_part_and_its_forked_children_are_added_up_dead_ones_too(tmp_path: Path) -> None:
    values = shown(tmp_path, COUNTING, "frames")
    assert values["classpulse_frames_accepted_total", "", "frames"] == 21
    assert values["classpulse_frame_stage_seconds_count", "decode", "frames"] == 2
    assert values["classpulse_frame_stage_seconds_sum", "decode", "frames"] == pytest.approx(0.006)


def test_what_a_part_counted_before_it_was_restarted_is_gone_with_it(tmp_path: Path) -> None:
    shown(tmp_path, COUNTING, "frames")
    values = shown(tmp_path, "import django; django.setup(); import classroom.urls;", "web")
    assert {part for _name, _stage, part in values} <= {"web"}
    assert len(list(tmp_path.glob("frames-*"))) == 0


def test_without_a_token_only_this_machine_itself_may_read(settings: object) -> None:
    settings.METRICS_TOKEN = ""
    assert may_read(authorization="", address="127.0.0.1", is_forwarded=False)
    assert not may_read(authorization="", address="127.0.0.1", is_forwarded=True)
    assert not may_read(authorization="", address="192.0.2.7", is_forwarded=False)
    assert not may_read(authorization="Bearer ", address="192.0.2.7", is_forwarded=False)


@pytest.mark.parametrize("wrong", ["", "a-long-secret-token", "Bearer a-long-secret-toke", "Bearer ключ"])
def test_with_a_token_nothing_else_counts(settings: object, wrong: str) -> None:
    settings.METRICS_TOKEN = "a-long-secret-token"
    assert may_read(authorization="Bearer a-long-secret-token", address="192.0.2.7", is_forwarded=True)
    assert not may_read(authorization=wrong, address="127.0.0.1", is_forwarded=False)
