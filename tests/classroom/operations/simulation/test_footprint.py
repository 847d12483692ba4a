import os

import psutil

from classroom.operations.simulation.footprint import Footprint, product_footprints


def test_a_process_has_memory_and_processor_time() -> None:
    own = Footprint("tests", psutil.Process())
    own.look()
    sum(range(2_000_000))
    own.look()
    summary = own.summary(seconds=1.0)
    assert (summary["part"], summary["processes"] >= 1) == ("tests", True)
    assert 10 < summary["pss_mb"]["most_of_one_process"] <= summary["pss_mb"]["most"]
    assert summary["cpu_s"] >= 0


def test_a_process_that_has_gone_leaves_what_was_seen(monkeypatch: object) -> None:
    own = Footprint("tests", psutil.Process(os.getpid()))
    own.look()
    seen = list(own.pss_bytes)
    own.process = psutil.Process()
    monkeypatch.setattr(own.process, "memory_full_info", gone)
    monkeypatch.setattr(own.process, "children", gone)
    own.look()
    assert own.pss_bytes == seen


def gone(**_options: object) -> None:
    raise psutil.NoSuchProcess(0)


def test_nobody_listens_so_nothing_is_found(tmp_path: object) -> None:
    assert product_footprints(1, tmp_path) == []
