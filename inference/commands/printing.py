"""What the commands print."""

import json
from pathlib import Path
from typing import Any


def print_report(report: dict[str, Any], path: Path | None = None) -> None:
    """Print a report as JSON, and write it to a file when asked."""
    text = json.dumps(report, indent=2)
    print(text)
    if path is not None:
        path.write_text(text + "\n", encoding="utf-8")
