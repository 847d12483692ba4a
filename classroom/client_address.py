"""Whose address a request comes from, when proxies stand in front."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

HOUSEHOLD_BITS = 64  # of an IPv6 address; whoever has one has all that begin like it


def client_address(request: HttpRequest) -> str:
    """The address the outermost trusted proxy saw; what a client writes before it into the header is not believed."""
    if settings.TRUSTED_PROXIES:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(forwarded) >= settings.TRUSTED_PROXIES:
            return forwarded[-settings.TRUSTED_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def client_network(request: HttpRequest) -> str:
    """What tries are counted by: an IPv4 address, or the network of an IPv6 one."""
    address = client_address(request)
    try:
        parsed = ip_address(address)
    except ValueError:
        return address  # a socket without addresses, or a proxy that adds a port
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or ip_network((parsed, HOUSEHOLD_BITS), strict=False))
