"""Where the product listens: on this machine alone, or over TLS on the local network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

from classroom.operations.local_network import certificate_for, local_addresses
from classroom.operations.parts import Certificate
from classroom.operations.readiness import Probe

HERE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 (the local network is what --lan asks for)


@dataclass(frozen=True)
class Serving:
    """An address to listen on, the addresses to tell people, and what the parts' environment has beyond ours."""

    host: str
    addresses: tuple[str, ...]
    certificate: Certificate | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def public_host(self) -> str:
        """The name and port by which the site is known."""
        return urlsplit(self.addresses[0]).netloc

    @property
    def probe(self) -> Probe:
        """Where to ask from this machine whether everything is well."""
        if self.certificate is None:
            return Probe(f"http://{HERE}:{settings.PORT}/readyz", self.public_host)
        return Probe(f"https://{HERE}:{settings.PORT}/readyz", self.public_host, self.certificate.certificate)


def serve_here() -> Serving:
    """Listen on this machine alone: browsers give a camera on localhost without TLS."""
    return Serving(HERE, (settings.PUBLIC_URL,))


def serve_on_local_network() -> Serving:
    """Listen on all addresses of this machine, with a certificate that it signs itself.

    Raises:
        ValueError: the machine has no address in a network.
    """
    found = local_addresses()
    if not found:
        raise ValueError("This machine has no address in a network, so nobody could reach it: use make run.")
    names = ("localhost", HERE, *map(str, found))
    origins = [f"https://{name}:{settings.PORT}" for name in names]
    addresses = tuple(f"https://{name}:{settings.PORT}" for name in map(str, found))
    environment = {
        "SECURE_TLS": "1",
        "PUBLIC_URL": addresses[0],
        "ALLOWED_HOSTS": ",".join(dict.fromkeys((*names, *settings.ALLOWED_HOSTS))),
        "CSRF_TRUSTED_ORIGINS": ",".join(dict.fromkeys((*origins, *settings.CSRF_TRUSTED_ORIGINS))),
    }
    certificate = certificate_for(found, settings.VAR_DIR / "tls")
    return Serving(EVERYWHERE, addresses, certificate, environment)
