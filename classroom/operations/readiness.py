"""Asking a running product whether all of its parts are well.

    python readiness.py [URL]

ends with status 0 if the address answers 200: the health check of a container. It is run as a file, with the standard
library alone, to be quick.
"""

import json
import os
import ssl
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ANSWER_TIMEOUT_S = 3
PARTS = ("database", "redis", "redis_forgets", "channel_layer", "frame_worker", "model", "general_worker", "beat")


@dataclass(frozen=True)
class Probe:
    """Where to ask.

    Attributes:
        url: the address of /readyz or /healthz.
        host: the name the site is known by, for the Host header.
        certificate: one to trust.
    """

    url: str
    host: str
    certificate: Path | None = None

    def unwell_parts(self) -> list[str]:
        """The names of the parts that are not well; empty when all are. `web` stands for no answer at all."""
        request = urllib.request.Request(self.url, headers={"Host": self.host})  # noqa: S310 (our own address)
        context = ssl.create_default_context(cafile=self.certificate) if self.certificate else None
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_TIMEOUT_S, context=context):  # noqa: S310
                return []
        except urllib.error.HTTPError as error:
            return _named_in(error.read()) or [f"web (status {error.code})"]
        except OSError:
            return ["web"]


def _named_in(body: bytes) -> list[str]:
    try:
        states = json.loads(body)
    except ValueError:
        return []
    return [part for part in PARTS if isinstance(states, dict) and not states.get(part, False)]


def main(arguments: list[str]) -> int:
    port = os.environ.get("PORT", "8000")
    public_host = urlsplit(os.environ.get("PUBLIC_URL", "")).netloc or "localhost"
    url = arguments[0] if arguments else f"http://127.0.0.1:{port}/healthz"
    unwell = Probe(url, public_host).unwell_parts()
    print(", ".join(unwell) or "well")
    return 1 if unwell else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
