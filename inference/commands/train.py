"""`train`: train a network."""

import argparse
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Describe `train`."""
    command = commands.add_parser("train", help="train a network")
    command.add_argument("--architecture", default="compact_residual")
    command.add_argument("--data", type=Path, required=True, help=".npz with pixels, emotion and usage")
    command.add_argument("--out", type=Path, required=True)
    command.add_argument("--epochs", type=int, default=40)
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--batch-size", type=int, default=128)
    command.add_argument("--learning-rate", type=float, default=0.1)
    command.add_argument("--weight-decay", type=float, default=5e-4)
    command.add_argument("--label-smoothing", type=float, default=0.1)
    command.add_argument("--mixed-bfloat16", action="store_true", help="compute in bfloat16")
    command.add_argument("--resume", action="store_true", help="go on from the last finished epoch in --out")
    command.set_defaults(run=train)


def train(options: argparse.Namespace) -> int:
    """Train, or go on training."""
    from inference.training.train import Options, Run

    names = set(Options.__dataclass_fields__)
    chosen = {name: value for name, value in vars(options).items() if name in names}
    Run(Options(**{**chosen, "data": str(options.data)}), options.out, options.resume).train()
    return 0
