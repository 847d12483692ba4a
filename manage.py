#!/usr/bin/env python
"""The command line of the product. Without DATABASE_URL and REDIS_URL it starts or joins its own servers first."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "classroom.settings")
    from classroom.operations.embedded import ensure_servers

    default_var_dir = Path(__file__).resolve().parent / "var"
    ensure_servers(os.environ, Path(os.environ.get("VAR_DIR") or default_var_dir))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
