"""The files that deploy the product: locks, image and compose file."""

import re
from pathlib import Path

import pytest
import yaml

from classroom.operations.parts import PART_NAMES
from classroom.request_bodies import MOST_BODY_BYTES

CHECKOUT = Path(__file__).resolve().parents[1]
LOCKS = ("serving", "development")
SETTLED_BY_THE_IMAGE = {
    "CLASSROOM_EMBEDDED",
    "CLASSROOM_PART",
    "DATABASE_POOL",
    "DEBUG",
    "LEDGER_DIR",
    "METRICS_DIR",
    "PORT",
    "VAR_DIR",
}
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; .+)? \\$")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    text = _lock(name)
    assert "://" not in text
    assert set(re.findall(r"(?<!\S)--?[a-z-]+", text)) == {"--hash"}


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_of_a_lock_is_pinned_with_hashes(name: str) -> None:
    lines = [line for line in _lock(name).splitlines() if not line.startswith("    --hash=sha256:")]
    assert [line for line in lines if not PINNED.match(line)] == []


def test_what_serves_contains_neither_training_nor_tests() -> None:
    assert not {"tensorflow", "keras", "pytest", "playwright", "pyyaml"} & _versions("serving").keys()


def test_development_has_the_versions_that_serve() -> None:
    assert _versions("serving").items() <= _versions("development").items()


def test_every_part_of_the_product_is_deployed_once() -> None:
    commands = [service.get("command", []) for service in _services().values()]
    deployed = [command[3] for command in commands if command[:3] == ["python", "manage.py", "part"]]
    assert sorted(deployed) == sorted(PART_NAMES)


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in _services().items() if "ports" in service] == ["caddy"]
    assert _compose()["networks"]["back"]["internal"] is True


def test_for_workers_elsewhere_redis_asks_for_a_password_on_one_address() -> None:
    there = yaml.safe_load((CHECKOUT / "docker-compose.workers-elsewhere.yml").read_text())["services"]
    redis, whoever_asks = there.pop("redis"), {name for name in _services() if "environment" in _services()[name]}
    assert redis["command"] == [*_services()["redis"]["command"], "--requirepass", "${REDIS_PASSWORD}"]
    (port,) = redis["ports"]
    assert re.fullmatch(r"\$\{PRIVATE_ADDRESS:\?.+\}:6379:6379", port)
    assert there.keys() == whoever_asks - {"postgres"}
    assert all(":${REDIS_PASSWORD" in part["environment"]["REDIS_URL"] for part in there.values())


def test_redis_writes_nothing_to_a_disk() -> None:
    redis = _services()["redis"]
    assert redis["command"][1:5] == ["--save", "", "--appendonly", "no"]
    assert redis["read_only"] is True
    assert "volumes" not in redis


def test_numbers_of_containers_are_shown_only_to_whoever_has_a_token() -> None:
    environment = _compose()["x-environment"]
    assert environment["METRICS_TOKEN"] == "${METRICS_TOKEN:-}"
    assert environment["METRICS_PORT"] == "${METRICS_TOKEN:+9100}"
    assert "METRICS_DIR=/tmp/metrics" in (CHECKOUT / "Dockerfile").read_text()  # memory, and a part's own


def test_the_proxy_lets_through_what_the_product_takes_and_no_more() -> None:
    assert MOST_BODY_BYTES == 3 * 1024**2
    assert "request_body {\n    max_size 3MiB\n  }" in _compose()["configs"]["caddyfile"]["content"]


def test_no_part_can_fill_the_memory_of_the_machine_through_its_folder_in_memory() -> None:
    parts = [service for service in _services().values() if "part" in service.get("command", [])]
    assert all(part["tmpfs"][0] == "/tmp:size=256m" for part in parts)


@pytest.mark.parametrize("variable", ["SECRET_KEY", "POSTGRES_PASSWORD", "DEPLOYMENT_REGION", "SITE_HOST"])
def test_a_deployment_refuses_to_start_without(variable: str) -> None:
    assert f"${{{variable}:?set it to " in (CHECKOUT / "docker-compose.yml").read_text()
    assert f"\n{variable}=\n" in (CHECKOUT / ".env.example").read_text()


def test_every_variable_of_the_example_reaches_the_product_or_its_servers() -> None:
    offered = re.findall(r"^([A-Z_]+)=$", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    compose = (CHECKOUT / "docker-compose.yml").read_text()
    assert "TIME_ZONE" in offered
    assert [variable for variable in offered if f"${{{variable}" not in compose] == []


def test_every_setting_can_be_chosen_in_a_deployment_and_is_explained() -> None:
    read = set(re.findall(r'env\.\w+\("(\w+)"', (CHECKOUT / "classroom" / "settings.py").read_text()))
    assert set(_compose()["x-environment"]) == (read | {"FRAME_WORKERS"}) - SETTLED_BY_THE_IMAGE
    _before, _, table = (CHECKOUT / "docs" / "operations.md").read_text().partition("\n## Variables\n")
    explained = set(re.findall(r"`([A-Z_]+)`", table.partition("\n## ")[0]))
    assert read - explained == {"CLASSROOM_EMBEDDED", "CLASSROOM_PART"}


def test_the_image_runs_as_an_ordinary_user_with_the_serving_lock() -> None:
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    assert "--no-deps --require-hashes" in dockerfile
    assert "development" not in dockerfile
    assert dockerfile.index("\nUSER classroom\n") < dockerfile.index("\nCMD ")


def _lock(name: str) -> str:
    return (CHECKOUT / "requirements" / f"{name}.txt").read_text()


def _versions(name: str) -> dict[str, str]:
    found = map(PINNED.match, _lock(name).splitlines())
    return {match[1]: match[2] for match in found if match}


def _compose() -> dict[str, dict[str, dict[str, object]]]:
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())


def _services() -> dict[str, dict[str, object]]:
    return _compose()["services"]
