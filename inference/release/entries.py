"""Writing `weights.toml`: what `inference.classification` reads when it serves."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inference.classification import read_tables
from inference.release.assembly import Assembly, Purpose
from inference.training.checkpoints import replace_file
from inference.training.options import Options, flag, idle_options
from inference.training.runs import options_for

Table = Mapping[str, Any]


def put_entry(entry: Table, folder: Path) -> None:
    """Add an entry, or replace the one of the same name; when it is the default, no other one stays it."""
    others = [table for table in read_tables(folder) if table["name"] != entry["name"]]
    kept = [{**other, "default": other["default"] and not entry["default"]} for other in others]
    replace_file(folder / "weights.toml", "\n".join(to_toml(table) for table in [*kept, entry]).encode())


def is_default_entry(name: str, folder: Path) -> bool:
    """Tell whether a folder's entry of this name is the one that live sessions serve."""
    return any(table["name"] == name and table.get("default", False) for table in read_tables(folder))


def describe_training(
    name: str,
    options: Options,
    history: list[dict[str, float]],
    head: str,
    purpose: Purpose,
    assembly: Assembly,
) -> dict[str, Any]:
    """Return data, commands and effort behind a network's weights; of paths only the last name."""
    data = Path(options.data).name
    part = "".join(
        [
            "" if head == "labels" else f" --head {head}",
            "" if purpose is Purpose.TRIAL else f" --{purpose}",
            " --mirror" if assembly.mirror else "",
            *(f" --mean-with {path.name}" for path in assembly.mean_with),
            *(f" --beside {path.name}" for path in assembly.beside),
        ]
    )
    share = 1 - options.validation_fraction
    return {
        "architecture": options.architecture,
        "data": f"{data}, Training part, {share:.0%} of the distinct images",
        "command": f"python -m inference train --data {data} --out RUN {arguments_of(options)}",
        "export_command": f"python -m inference export --data {data} --run-folder RUN --name {name}{part}",
        "epochs": len(history),
        "seconds": round(sum(epoch["seconds"] for epoch in history)),
    }


def arguments_of(options: Options) -> str:
    """Return the arguments of `train` that count and differ from the network's recipe, the network's name first."""
    recipe, idle = asdict(options_for(options.architecture, {"data": options.data})), idle_options(options)
    chosen = {field: value for field, value in asdict(options).items() if value != recipe[field] and field not in idle}
    return " ".join([f"--architecture {options.architecture}", *(_argument(*item) for item in chosen.items())])


def _argument(field: str, value: object) -> str:
    """Write one option as on the command line."""
    name = flag(field)
    if isinstance(value, bool):
        return name if value else f"--no-{name[2:]}"
    if isinstance(value, tuple):
        return f"{name} {' '.join(Path(part).name for part in value)}"
    return f"{name} {Path(str(value)).name if field == 'initial_weights' else value}"


def to_toml(entry: Table) -> str:
    """Write one entry as a `[[model]]` table; its inner tables come last, as TOML wants it."""
    plain = {key: value for key, value in entry.items() if not isinstance(value, dict)}
    lines = ["[[model]]", *(f"{key} = {_value(value)}" for key, value in plain.items())]
    for key, table in entry.items():
        if isinstance(table, dict):
            lines += ["", f"[model.{key}]", *(f"{name} = {_value(value)}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def _value(value: str | float | list[str] | list[float]) -> str:
    """Write a string, number, truth value or list of these; TOML and JSON agree on them."""
    return json.dumps(value, ensure_ascii=False)
