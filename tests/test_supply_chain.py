"""What `make lint` says of packages, from answers of pip-audit as it gives them, and of secrets; and `make sbom`."""

import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
SCRIPT = CHECKOUT / ".ci" / "audit_packages.py"
verdict = runpy.run_path(str(SCRIPT))["verdict"]

WELL = {"name": "django", "version": "5.2.9", "vulns": []}
HOLE = {
    "name": "daphne",
    "version": "4.1.0",
    "vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-44545"], "fix_versions": ["4.2.2"], "description": "…"}],
}
UNKNOWN = {"name": "amqp", "skip_reason": "Dependency not found on PyPI and could not be audited: amqp (5.4.2)"}


def say(*packages: dict, require: bool = False) -> tuple[int, str]:
    status, lines = verdict({"dependencies": list(packages), "fixes": []}, require=require)
    return status, "\n".join(lines)


def test_packages_without_a_known_vulnerability_pass() -> None:
    status, said = say(WELL, require=True)
    assert status == 0
    assert "NOT RUN" not in said


def test_a_vulnerability_fails_and_says_which_version_mends_it() -> None:
    status, said = say(WELL, HOLE, UNKNOWN)
    assert status == 1
    assert "VULNERABLE daphne 4.1.0: PYSEC-2026-1 CVE-2026-44545, mended in 4.2.2" in said


def test_what_could_not_be_looked_up_is_said_loudly_and_fails_only_where_it_is_required() -> None:
    status, said = say(WELL, UNKNOWN)
    assert status == 0
    assert "NOT RUN: pip-audit could not look up 1 of 2 packages (amqp)" in said
    assert say(WELL, UNKNOWN, require=True)[0] == 1


@pytest.mark.parametrize(("extra", "status"), [([], 0), (["--require"], 1)])
def test_no_answer_at_all_is_not_a_pass(tmp_path: Path, extra: list[str], status: int) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("this is ::: no lock\n")
    asked = subprocess.run([sys.executable, SCRIPT, lock, *extra], capture_output=True, text=True, check=False)
    assert asked.returncode == status
    assert "NOT RUN: pip-audit gave no answer" in asked.stderr


def test_the_bill_of_materials_names_all_that_serves(tmp_path: Path) -> None:
    written = tmp_path / "bill" / "sbom.json"
    installed = ("--old-file", ".venv/development.stamp")  # the tests run in it, so there is nothing to install
    command = ("make", "sbom", f"SBOM={written}", f"BIN={Path(sys.executable).parent}", *installed)
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    bill = json.loads(written.read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "classroom-dashboard"
    lock = (CHECKOUT / "requirements" / "serving.txt").read_text()
    named = {(part["name"], part["version"]) for part in bill["components"]}
    assert named == set(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock, re.MULTILINE))


def test_an_answer_is_asked_for_once_in_half_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = runpy.run_path(str(SCRIPT))
    asked = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, json.dumps({"dependencies": [WELL]}), "")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setitem(script["answer_about"].__globals__, "KEPT_IN", tmp_path / "audit")
    lock = tmp_path / "lock.txt"
    lock.write_text("django==5.2.9\n")
    answers = [script["answer_about"](lock) for _lint in range(2)]
    lock.write_text("django==5.2.10\n")
    script["answer_about"](lock)
    assert answers == [{"dependencies": [WELL]}] * 2
    assert len(asked) == 2


def test_a_secret_that_was_committed_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    look = runpy.run_path(str(CHECKOUT / ".ci" / "find_secrets.py"))["main"]
    monkeypatch.chdir(tmp_path)  # and back, when the test is over
    monkeypatch.setitem(look.__globals__, "CHECKOUT", tmp_path)
    monkeypatch.setitem(look.__globals__, "files_of_git", lambda: ["notes.py"])
    shutil.copy(CHECKOUT / ".secrets.baseline", tmp_path)
    (tmp_path / "notes.py").write_text("KEY = None\n")
    assert look([]) == 0
    (tmp_path / "notes.py").write_text("KEY = 'AKIA" + "Z" * 8 + "1234ABCD'\n")
    assert look([]) == 1
    assert "notes.py:1: looks like a secret (AWS Access Key)" in capsys.readouterr().err
