"""Certificates of an authority of their own, for the tests of what is encrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Certificates:
    """The files of an authority, and of a certificate that it gave with its key."""

    authority: Path
    certificate: Path
    key: Path


def made_in(folder: Path) -> Certificates:
    """A new authority with a certificate."""
    folder.mkdir()
    own, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in ("node", "tests"))
    authority = certificate(issuer, issuer, own.public_key(), own, is_authority=True)
    files = Certificates(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    files.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    given = certificate(name, issuer, other.public_key(), own, is_authority=False)
    files.certificate.write_bytes(given.public_bytes(serialization.Encoding.PEM))
    kind = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    files.key.write_bytes(other.private_bytes(serialization.Encoding.PEM, *kind))
    return files


def certificate(
    name: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signed_by: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()), critical=False
        )
    )
    return made.sign(signed_by, hashes.SHA256())
