"""Gives the tests compiled translations, and real servers before Django reads its settings: own or named ones.

A pytest plugin, loaded by `-p` in pyproject.toml, because settings are read before any conftest.py is.
"""

import os
from pathlib import Path

from classroom.languages.catalogs import compile_catalogs
from classroom.operations.embedded import ensure_servers

VAR_DIR = Path(__file__).resolve().parent.parent / "var" / "test"

os.environ["VAR_DIR"] = str(VAR_DIR)
os.environ["BUCKET_S"] = "15"
compile_catalogs()
ensure_servers(os.environ, VAR_DIR)
if not os.environ.get("CLASSROOM_EMBEDDED"):
    os.environ.setdefault("DEPLOYMENT_REGION", "KZ")
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost")
