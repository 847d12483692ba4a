"""Secrets that travel in links and cookies: made here, stored as hashes.

A secret has 128 random bits, so a plain SHA-256 cannot be reversed by guessing.
"""

import hashlib
import secrets

SECRET_BYTES = 16


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
