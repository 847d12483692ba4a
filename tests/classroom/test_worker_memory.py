"""What a worker's processes share is not copied by their garbage collectors."""

import json
import os
import subprocess
import sys

import pytest

from tests.browser.product import CHECKOUT

# A parent with much in memory forks as Celery does, with its signal or without; then one of both collects garbage.
FORKED = """
import gc, json, os, sys
import classroom.celery
from celery import signals

def own_bytes():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))

def grown_by_a_collection():
    before = own_bytes()
    gc.collect()
    return own_bytes() - before

loaded = [[number] for number in range(400_000)]
if sys.argv[1] == "as a worker":
    signals.worker_before_create_process.send(sender=None)
gc.collect()
come, go = os.pipe()
if os.fork() == 0:
    if sys.argv[2] == "child":
        print(json.dumps(grown_by_a_collection()), flush=True)
    else:
        os.read(come, 1)
    os._exit(0)
if sys.argv[2] == "parent":
    print(json.dumps(grown_by_a_collection()), flush=True)
    os.write(go, b"!")
os.wait()
"""
MEBIBYTE = 2**20


@pytest.mark.parametrize(("forked", "least", "most"), [("plainly", 20, 200), ("as a worker", 0, 4)])
@pytest.mark.parametrize("collector", ["parent", "child"])
def test_what_is_shared_is_not_copied_by_a_collection(forked: str, least: int, most: int, collector: str) -> None:
    done = subprocess.run(
        (sys.executable, "-c", FORKED, forked, collector),
        cwd=CHECKOUT, env=os.environ | {"DJANGO_SETTINGS_MODULE": "classroom.settings"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert least * MEBIBYTE <= json.loads(done.stdout) <= most * MEBIBYTE
