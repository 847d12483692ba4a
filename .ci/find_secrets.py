"""Look for secrets in what git knows, and fail at one that .secrets.baseline does not name as none.

    python .ci/find_secrets.py           lists what is new
    python .ci/find_secrets.py --known   notes what is there now as looked at and harmless

Like detect-secrets' own hook, but it neither changes the baseline by the way nor wants it staged.
"""

import os
import subprocess
import sys
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.core import baseline

CHECKOUT = Path(__file__).resolve().parent.parent
BASELINE = ".secrets.baseline"  # from the checkout: it is written into the file itself


def files_of_git() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True)  # noqa: S607
    return [name for name in listed.stdout.split("\0") if Path(name).is_file()]


def secrets_in(files: list[str]) -> SecretsCollection:
    """What looks like a secret, by the plugins and exceptions that the baseline names."""
    found = SecretsCollection()
    for name in files:
        found.scan_file(name)
    return found


def main(arguments: list[str]) -> int:
    os.chdir(CHECKOUT)  # names of files are compared as they stand in the baseline
    known = baseline.load(baseline.load_from_file(BASELINE), BASELINE)
    found = secrets_in(files_of_git())
    if arguments == ["--known"]:
        baseline.save_to_file(found, BASELINE)
        return 0
    new = found - known
    for name, secret in new:
        print(f"{name}:{secret.line_number}: looks like a secret ({secret.type})", file=sys.stderr)
    if new:
        print("Take it out and make it useless. If it is none: make secrets-known, then commit.", file=sys.stderr)
    return int(bool(new))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
