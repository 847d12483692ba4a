"""Serving on the local network: this machine's addresses, and a certificate for them that the machine signs itself."""

import fcntl
import ipaddress
import os
import socket
import struct
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from classroom.operations.parts import Certificate

SIOCGIFADDR = 0x8915  # linux/sockios.h: the IPv4 address of an interface
OUTSIDE_ADDRESS = ("203.0.113.1", 9)  # reserved for documentation (RFC 5737); choosing a route to it sends nothing
VALID_FOR = timedelta(days=397)  # the longest that browsers accept
RENEW_BEFORE = timedelta(days=30)


def local_addresses() -> list[IPv4Address]:
    """The IPv4 addresses by which other machines may reach this one, the one of the default route first."""
    found = {address for _, name in socket.if_nameindex() if (address := _address_of(name)) is not None}
    main = _address_of_default_route()
    return sorted((address for address in found if not address.is_loopback), key=lambda address: address != main)


def certificate_for(addresses: list[IPv4Address], directory: Path) -> Certificate:
    """A certificate for the addresses and localhost, made anew when the addresses changed or it is about to expire."""
    directory.mkdir(parents=True, exist_ok=True)
    files = Certificate(directory / "certificate.pem", directory / "key.pem")
    if not _still_fits(files, addresses):
        _make_certificate(files, addresses)
    return files


def _address_of(interface: str) -> IPv4Address | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("256s", interface.encode()[:15])
        try:
            answer = fcntl.ioctl(any_socket.fileno(), SIOCGIFADDR, request)
        except OSError:  # the interface has no IPv4 address
            return None
    return IPv4Address(answer[20:24])


def _address_of_default_route() -> IPv4Address | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unsent:
        try:
            unsent.connect(OUTSIDE_ADDRESS)
        except OSError:  # no default route
            return None
        return IPv4Address(unsent.getsockname()[0])


def _still_fits(files: Certificate, addresses: list[IPv4Address]) -> bool:
    if not files.certificate.exists() or not files.key.exists():
        return False
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = set(names.get_values_for_type(x509.IPAddress))
    return set(addresses) <= covered and certificate.not_valid_after_utc > datetime.now(UTC) + RENEW_BEFORE


def _make_certificate(files: Certificate, addresses: list[IPv4Address]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _request(key.public_key(), addresses).sign(key, hashes.SHA256())
    files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    files.key.unlink(missing_ok=True)
    with open(files.key, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(encoded)


def _request(public_key: ec.EllipticCurvePublicKey, addresses: list[IPv4Address]) -> x509.CertificateBuilder:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Classroom dashboard on the local network")])
    now = datetime.now(UTC)
    reachable = [x509.IPAddress(address) for address in (*addresses, ipaddress.IPv4Address("127.0.0.1"))]
    return (
        x509.CertificateBuilder(name, name, public_key, x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), *reachable]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
