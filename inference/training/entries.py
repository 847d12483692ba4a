"""Writing `weights.toml`: what `inference.classification` reads when it serves."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Table = Mapping[str, Any]

DATA_OPTION = "--data fer2013_train_public.npz"


def put_entry(entry: Table, folder: Path) -> None:
    """Add an entry, or replace the one of the same name; when it is the default, no other one stays it."""
    path = folder / "weights.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8"))["model"] if path.exists() else []
    others = [other for other in known if other["name"] != entry["name"]]
    kept = [{**other, "default": other["default"] and not entry["default"]} for other in others]
    path.write_text("\n".join(to_toml(table) for table in [*kept, entry]), encoding="utf-8")


def describe_training(name: str, configuration: Table, history: list[dict[str, float]]) -> dict[str, Any]:
    """Return data, commands and effort behind a network's weights."""
    options = " ".join(f"--{key.replace('_', '-')} {configuration[key]}" for key in ("architecture", "epochs", "seed"))
    precision = " --mixed-bfloat16" if configuration["mixed_bfloat16"] else ""
    return {
        "data": "FER2013, Training part, 90 % of the distinct images",
        "command": f"python -m inference train {DATA_OPTION} --out RUN {options}{precision}",
        "export_command": f"python -m inference export {DATA_OPTION} --run-folder RUN --name {name}",
        "epochs": len(history),
        "seconds": round(sum(epoch["seconds"] for epoch in history)),
    }


def to_toml(entry: Table) -> str:
    """Write one entry as a `[[model]]` table; its inner tables come last, as TOML wants it."""
    plain = {key: value for key, value in entry.items() if not isinstance(value, dict)}
    lines = ["[[model]]", *(f"{key} = {_value(value)}" for key, value in plain.items())]
    for key, table in entry.items():
        if isinstance(table, dict):
            lines += ["", f"[model.{key}]", *(f"{name} = {_value(value)}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def _value(value: str | float | list[str]) -> str:
    """Write a string, number, truth value or list of strings; TOML and JSON agree on these."""
    return json.dumps(value, ensure_ascii=False)
