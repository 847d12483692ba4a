"""What operations.md gives to copy, for Kubernetes, Prometheus and systemd, fits the product that it starts."""

import configparser
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from classroom.live.gauges import Servers
from classroom.live.queues import QUEUES
from classroom.operations.management.commands.part import Command
from classroom.operations.parts import PART_NAMES

CHECKOUT = Path(__file__).resolve().parents[3]
PAGE = (CHECKOUT / "docs" / "operations.md").read_text()
USER = re.search(r"--uid (\d+)", (CHECKOUT / "Dockerfile").read_text())[1]
VAR_DIR = re.search(r"VAR_DIR=(\S+)", (CHECKOUT / "Dockerfile").read_text())[1]
VARIABLES = set(re.findall(r"`([A-Z][A-Z_]+)`", PAGE.partition("\n## Variables\n")[2].partition("\n## ")[0]))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def manifests(kind: str) -> dict[str, dict[str, Any]]:
    """The Kubernetes objects of a kind, by name."""
    found = [document for block in blocks("yaml") for document in yaml.safe_load_all(block)]
    return {each["metadata"]["name"]: each for each in found if each.get("kind") == kind}


DEPLOYMENTS = manifests("Deployment")


def pod_of(name: str) -> dict[str, Any]:
    return dict(DEPLOYMENTS[name]["spec"]["template"]["spec"])


def part_started_by(words: list[str]) -> str:
    """The part that a command becomes, read as the command itself reads it."""
    rest = words[words.index("manage.py") + 1 :]
    assert rest[0] == "part"
    return str(Command().create_parser("manage.py", "part").parse_args(rest[1:]).name)


def test_all_blocks_are_what_they_say() -> None:
    assert sorted(DEPLOYMENTS) == ["classroom-frames", "classroom-general"]
    assert sorted(manifests("ScaledObject")) == ["classroom-frames"]
    kinds = {document.get("kind") for block in blocks("yaml") for document in yaml.safe_load_all(block)}
    assert kinds == {"Deployment", "ScaledObject", None}  # the latter is Prometheus' own file
    assert len(blocks("ini")) == 1


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_a_deployment_starts_a_part_of_the_product(name: str) -> None:
    spec, pod = DEPLOYMENTS[name]["spec"], pod_of(name)
    (container,) = pod["containers"]
    part = part_started_by(container["command"])
    assert name == f"classroom-{part}"
    assert container["name"] == part
    assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"] == {"part": part}
    assert {variable["name"] for variable in container.get("env", [])} <= VARIABLES
    assert all(isinstance(variable["value"], str) for variable in container.get("env", []))


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_a_part_that_may_write_nowhere_else_has_its_folder_in_memory(name: str) -> None:
    pod = pod_of(name)
    (container,) = pod["containers"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    assert mounts.keys() == volumes.keys()
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert mounts["scratch"] == "/tmp"
    assert volumes["scratch"]["emptyDir"]["medium"] == "Memory"


def test_the_ledger_of_erasures_lies_where_its_one_writer_can_write() -> None:
    spec, pod = DEPLOYMENTS["classroom-general"]["spec"], pod_of("classroom-general")
    mounts = {mount["name"]: mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]}
    assert mounts["ledger"] == f"{VAR_DIR}/ledger"
    assert "persistentVolumeClaim" in next(volume for volume in pod["volumes"] if volume["name"] == "ledger")
    assert pod["securityContext"] == {"fsGroup": int(USER)}
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})


@pytest.mark.django_db
def test_workers_are_scaled_by_numbers_that_exist(redis: object) -> None:
    (scaled,) = manifests("ScaledObject").values()
    assert scaled["spec"]["scaleTargetRef"]["name"] in DEPLOYMENTS
    queries = [trigger["metadata"]["query"] for trigger in scaled["spec"]["triggers"]]
    exported = {family.name for family in Servers().collect()}
    assert {name for query in queries for name in re.findall(r"classpulse_\w+", query)} <= exported
    assert {queue for query in queries for queue in re.findall(r'queue="(\w+)"', query)} <= set(QUEUES)
    assert all(float(trigger["metadata"]["threshold"]) > 0 for trigger in scaled["spec"]["triggers"])


def test_every_command_of_the_page_starts_a_part() -> None:
    """In tables, sentences and shell blocks: `manage.py part NAME`, also with options."""
    commands = re.findall(r"manage\.py part [a-z][^`\n|]*", PAGE)
    named = re.findall(r"`(part (?!NAME)[a-z][^`]*)`", PAGE)
    started = {
        part_started_by(shlex.split(command)) for command in [*commands, *(f"manage.py {each}" for each in named)]
    }
    assert started == set(PART_NAMES)


def test_the_unit_for_systemd_runs_a_part_and_lets_it_finish() -> None:
    (text,) = blocks("ini")
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)
    assert unit.sections() == ["Unit", "Service", "Install"]
    service = unit["Service"]
    assert part_started_by(shlex.split(service["ExecStart"])) == "frames"
    assert (service["KillMode"], service["Restart"]) == ("mixed", "always")
    assert service["Environment"] == f"VAR_DIR=/var/lib/{service['StateDirectory']}"
    assert int(service["TimeoutStopSec"]) >= 60  # as long as the compose file gives a report
    assert unit["Install"]["WantedBy"] == "multi-user.target"
