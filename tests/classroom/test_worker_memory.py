"""What a worker's processes share is not copied by their garbage collectors."""

import json
import os
import subprocess
import sys

import pytest

from tests.browser.product import CHECKOUT

# A parent with much in memory forks; the child begins as Celery's do, or not, and then collects garbage.
FORKED = """
import gc, json, os, sys
import classroom.celery
from celery import signals

def own_bytes():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))

loaded = [[number] for number in range(400_000)]
gc.collect()
if os.fork() == 0:
    if sys.argv[1] == "as a worker":
        signals.worker_process_init.send(sender=None)
    before = own_bytes()
    gc.collect()
    print(json.dumps(own_bytes() - before), flush=True)
    os._exit(0)
os.wait()
"""
MEBIBYTE = 2**20


@pytest.mark.parametrize(("begins", "least", "most"), [("alone", 20, 200), ("as a worker", 0, 4)])
def test_what_was_inherited_is_not_copied_by_a_collection(begins: str, least: int, most: int) -> None:
    done = subprocess.run(
        (sys.executable, "-c", FORKED, begins),
        cwd=CHECKOUT, env=os.environ | {"DJANGO_SETTINGS_MODULE": "classroom.settings"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert least * MEBIBYTE <= json.loads(done.stdout) <= most * MEBIBYTE
