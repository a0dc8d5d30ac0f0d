"""Over TLS the host name is sent and verified, also if the connection goes to another address."""

import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests.adapters
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from flows.crawl.client import Client
from flows.crawl.responses import Failed


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path == "/a/page"
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"secure")

    def log_message(self, format, *args):
        pass


@pytest.fixture
def secure(tmp_path):
    """Address, certificate file and the names asked for, of a server certified for one.example alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "one.example")]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("one.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = tmp_path / "one.pem", tmp_path / "one.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key_file.write_bytes(key.private_bytes(*plain))
    context, names = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
    context.load_cert_chain(certificate_file, key_file)
    context.sni_callback = lambda connection, asked, _: names.append(asked)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", certificate_file, names
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(secure, settings_for):
    return Client(settings_for(host_overrides=dict.fromkeys(("one.example", "two.example"), secure[0])), 0.01)


@pytest.fixture
def trusted(secure, monkeypatch):
    """The certificate is among those trusted."""
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(secure[1]))


@pytest.mark.usefixtures("trusted")
def test_the_certificate_is_checked_against_the_name_not_the_address(secure, client, outlet):
    assert client.get("https://one.example/a/page", outlet=outlet).body == b"secure"
    assert set(secure[2]) == {"one.example"}


@pytest.mark.usefixtures("trusted")
def test_another_names_certificate_is_refused(client, outlet):
    with pytest.raises(Failed) as failure:
        client.get("https://two.example/a/page", outlet=outlet)
    assert failure.value.reason == "tls"


def test_a_certificate_of_an_unknown_authority_is_refused(client, outlet):
    with pytest.raises(Failed) as failure:
        client.get("https://one.example/a/page", outlet=outlet)
    assert failure.value.reason == "tls"
