"""What the commands print."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def print_report(report: dict[str, Any], path: Path | None = None) -> None:
    """Print a report as JSON, and write it to a file when asked."""
    text = to_json(report)
    print(text)
    if path is not None:
        path.write_text(text + "\n", encoding="utf-8")


def to_json(value: Any, indent: str = "") -> str:
    """Write a report with one name a line, but an inner list or table of plain values on a single one."""
    if isinstance(value, dict) and value and (not indent or _is_nested(value.values())):
        lines = [f"{json.dumps(name)}: {to_json(inner, indent + '  ')}" for name, inner in value.items()]
    elif isinstance(value, list) and _is_nested(value):
        lines = [to_json(inner, indent + "  ") for inner in value]
    else:
        return json.dumps(value)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    gap = f"\n{indent}  "
    return f"{opening}{gap}{f',{gap}'.join(lines)}\n{indent}{closing}"


def _is_nested(values: Iterable[Any]) -> bool:
    """Tell whether one of the values holds others."""
    return any(isinstance(value, dict | list) for value in values)
