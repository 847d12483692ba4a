"""Ask pip-audit whether a lock names a package with a known vulnerability, and say loudly when nobody could tell.

    python .ci/audit_packages.py requirements/serving.txt [--require]

Ends with status 1 when a vulnerability was found; with --require also when a package could not be looked up. An answer
is kept for half a day in var/audit, because asking takes a minute.
"""

import argparse
import json
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

KEPT_IN = Path(__file__).resolve().parent.parent / "var" / "audit"
KEPT_S = 12 * 3600
PATIENCE_S = 300
NOT_RUN = "NOT RUN"


def verdict(answer: dict[str, Any], *, require: bool) -> tuple[int, list[str]]:
    """What an answer of `pip-audit --format json` means: the exit status, and the lines to print."""
    packages = answer["dependencies"]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    found = [_line(package, hole) for package in packages for hole in package.get("vulns", ())]
    lines = [*found, f"pip-audit: {len(packages) - len(skipped)} packages looked up, {len(found)} vulnerabilities"]
    if skipped:
        some = ", ".join(skipped[:3]) + (", …" if len(skipped) > 3 else "")
        lines.append(f"{NOT_RUN}: pip-audit could not look up {len(skipped)} of {len(packages)} packages ({some})")
    return int(bool(found) or (require and bool(skipped))), lines


def _line(package: dict[str, Any], hole: dict[str, Any]) -> str:
    names = " ".join([hole["id"], *hole.get("aliases", ())])
    fixed = ", ".join(hole.get("fix_versions", ())) or "no version"
    return f"VULNERABLE {package['name']} {package['version']}: {names}, mended in {fixed}"


def answer_about(lock: Path) -> dict[str, Any] | None:
    """What pip-audit says about a lock, kept or asked for now; None when it could not run."""
    kept = KEPT_IN / f"{sha256(lock.read_bytes()).hexdigest()[:16]}.json"
    if kept.exists() and time.time() - kept.stat().st_mtime < KEPT_S:
        return _parsed(kept.read_text())
    options = ("--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10")
    command = [sys.executable, "-m", "pip_audit", "-r", str(lock), *options]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return None
    answer = _parsed(asked.stdout)
    if answer is None:
        print(asked.stderr.strip(), file=sys.stderr)
        return None
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(asked.stdout)
    return answer


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        answer = json.loads(text)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and "dependencies" in answer else None


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lock", type=Path)
    parser.add_argument("--require", action="store_true", help="fail when a package could not be looked up")
    options = parser.parse_args(arguments)
    answer = answer_about(options.lock)
    if answer is None:
        print(f"{NOT_RUN}: pip-audit gave no answer about {options.lock}", file=sys.stderr)
        return int(options.require)
    status, lines = verdict(answer, require=options.require)
    print("\n".join(lines), file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
