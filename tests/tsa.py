"""A time-stamp authority of one's own: certificates and tokens by `openssl`, answers by HTTP on loopback."""

import base64
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = made up for a test
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamping]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = by_this
[by_this]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/{chain}
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class TimeStampAuthority:
    """Answers at `url` until closed; `refuses` makes it say no, `user` and `password` are then wanted."""

    def __init__(self, folder: Path, *, name: str = "Test TSA") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.root = folder / "root.pem"
        self.refuses = False
        self.password = ""
        self.asked = 0
        (folder / "serial").write_text("01")
        (folder / "openssl.cnf").write_text(_CONFIG.format(folder=folder, chain="root.pem"))
        self._certificates(name)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/tsr"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def openssl(self, *arguments: str, given: bytes = b"") -> bytes:
        done = subprocess.run(
            ["openssl", *arguments],
            cwd=self.folder,
            input=given,
            capture_output=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def _certificates(self, name: str) -> None:
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "openssl.cnf")
        self.openssl(
            "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-days", "30",
            "-subj", f"/O={name} Ltd/CN={name} Root", "-extensions", "root",
        )  # fmt: skip
        self.openssl(
            "req", "-x509", *key, "-keyout", "tsa.key", "-out", "tsa.pem", "-days", "30", "-subj", f"/O={name} Ltd/CN={name}",
            "-extensions", "stamping", "-CA", "root.pem", "-CAkey", "root.key",
        )  # fmt: skip

    def token(self, request: bytes) -> bytes:
        self.asked += 1
        query = self.folder / f"{self.asked}.tsq"
        query.write_bytes(request)
        return self.openssl(
            "ts", "-reply", "-config", "openssl.cnf", "-section", "by_this", "-queryfile", query.name
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Answerer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                wanted = "Basic " + base64.b64encode(f"user:{authority.password}".encode()).decode()
                if authority.refuses:
                    self.send_error(503)
                elif authority.password and self.headers["Authorization"] != wanted:
                    self.send_error(401)
                else:
                    token = authority.token(asked)
                    self.send_response(200)
                    self.send_header("Content-Type", "application/timestamp-reply")
                    self.send_header("Content-Length", str(len(token)))
                    self.end_headers()
                    self.wfile.write(token)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        return Answerer
