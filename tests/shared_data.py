"""Data sets that may not be passed on: where they lie, if this machine has them."""

import os
from pathlib import Path

SHARED_DATA = Path(os.environ.get("SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
