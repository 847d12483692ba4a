from pathlib import Path

import pytest

from classroom.celery import app
from classroom.operations.parts import PART_NAMES, Certificate, Part, frame_workers, product_parts, web_command

HERE = "127.0.0.1"


def test_the_product_has_all_of_its_parts() -> None:
    assert tuple(_parts()) == PART_NAMES


def test_the_web_server_limits_frames_and_refuses_compression() -> None:
    command = " ".join(web_command(HERE, 8000))
    assert "--ws-max-size 131072" in command
    assert "--ws-per-message-deflate false" in command
    assert "--ws-ping-interval 20 --ws-ping-timeout 20" in command
    assert "--ssl" not in command


def test_a_certificate_turns_on_tls() -> None:
    command = web_command(HERE, 8000, Certificate(Path("certificate.pem"), Path("key.pem")))
    assert command[-4:] == ("--ssl-certfile", "certificate.pem", "--ssl-keyfile", "key.pem")


def test_frames_and_everything_else_have_workers_of_their_own() -> None:
    parts = _parts()
    assert "-Q frames --concurrency 3" in " ".join(parts["frames"].command)
    assert "-Q general --concurrency 2" in " ".join(parts["general"].command)


def test_no_task_of_the_general_worker_can_hang_for_ever() -> None:
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")} - app.conf.task_routes.keys()
    assert {name for name in ours if not app.tasks[name].time_limit} == set()


def test_only_the_web_process_pools_connections() -> None:
    assert [name for name, part in _parts().items() if "DATABASE_POOL" in part.environment] == ["web"]


def test_the_threads_of_the_web_process_share_their_memory() -> None:
    assert _parts()["web"].environment["MALLOC_ARENA_MAX"] == "2"


def test_every_part_gets_what_the_way_of_serving_asks_for() -> None:
    assert all(part.environment["SECURE_TLS"] == "1" for part in _parts().values())


def test_every_part_knows_which_one_it_is() -> None:
    assert {name: part.environment["CLASSROOM_PART"] for name, part in _parts().items()} == {n: n for n in PART_NAMES}


def test_the_number_of_frame_workers_can_be_chosen() -> None:
    assert frame_workers({"FRAME_WORKERS": "6"}) == 6
    assert frame_workers({"FRAME_WORKERS": ""}) == frame_workers({}) >= 1


@pytest.mark.parametrize(("cores", "workers"), [(None, 1), (1, 1), (2, 2), (4, 4), (64, 4)])
def test_each_core_gets_a_frame_worker_up_to_four(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, workers: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert frame_workers({}) == workers


@pytest.mark.parametrize("nonsense", ["0", "-1", "many", "1.5"])
def test_a_senseless_number_of_frame_workers_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match="FRAME_WORKERS must be a whole number from 1"):
        frame_workers({"FRAME_WORKERS": nonsense})


def _parts() -> dict[str, Part]:
    parts = product_parts(host=HERE, port=8000, frame_workers=3, environment={"SECURE_TLS": "1"})
    return {part.name: part for part in parts}
