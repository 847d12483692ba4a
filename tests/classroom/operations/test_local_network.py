import stat
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509

from classroom.operations.local_network import certificate_for, local_addresses
from classroom.operations.parts import Certificate

SCHOOL = IPv4Address("192.168.7.20")
HOME = IPv4Address("10.1.2.3")


def test_addresses_lead_to_this_machine_and_not_back_to_itself() -> None:
    assert not any(address.is_loopback for address in local_addresses())


def test_a_certificate_names_the_addresses_and_localhost(tmp_path: Path) -> None:
    names = _names(certificate_for([SCHOOL], tmp_path))
    assert names.get_values_for_type(x509.IPAddress) == [SCHOOL, IPv4Address("127.0.0.1")]
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    assert stat.S_IMODE(certificate_for([SCHOOL], tmp_path).key.stat().st_mode) == 0o600


def test_a_certificate_that_fits_is_kept(tmp_path: Path) -> None:
    first = certificate_for([SCHOOL, HOME], tmp_path).certificate.read_bytes()
    assert certificate_for([HOME], tmp_path).certificate.read_bytes() == first


def test_a_new_address_gets_a_new_certificate(tmp_path: Path) -> None:
    certificate_for([SCHOOL], tmp_path)
    names = _names(certificate_for([HOME], tmp_path))
    assert HOME in names.get_values_for_type(x509.IPAddress)


def _names(files: Certificate) -> x509.SubjectAlternativeName:
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
