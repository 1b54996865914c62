"""A certificate made on the spot, by nobody whom a machine trusts unless told to."""

import ssl
import subprocess
from pathlib import Path
from shutil import which

import pytest


def made_for(name: str, folder: Path) -> tuple[Path, ssl.SSLContext]:
    """The certificate's file and what a server of that name encrypts with."""
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("OpenSSL: no command that makes certificates")
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    files = ("-keyout", str(key), "-out", str(certificate))
    subject = ("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}")
    subprocess.run([openssl, *new, *files, *subject], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return certificate, context
