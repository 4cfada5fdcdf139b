"""nginx with certificates of its own making before a plain HTTP server on the loopback, for tests of TLS.

    tls.py PORT          of the server behind it

It makes an authority and certificates of every kind in a temporary folder, starts nginx on free ports of 127.0.0.1, and
prints "folder PATH", a line "NAME PORT" for each server below, and "ready". It ends, and takes nginx and the folder with
it, when its standard input ends. The line "restart" on its input stops nginx at once and starts it anew on the same
ports, which it answers with "restarted". Exit status 77: nginx or openssl is not installed.
"""
import ctypes
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

MISSING = 77
SECONDS = 20
PASSWORD = "client-password-7e21"  # of client-locked.key

ALWAYS = ("20000101000000Z", "20991231000000Z")
# Of each certificate: who signs it, from when until when, and for whom.
CERTIFICATES = {
    "ca": (None, ALWAYS, None),
    "other-ca": (None, ALWAYS, None),
    "between": ("ca", ALWAYS, None),
    "good": ("ca", ALWAYS, "DNS:localhost,IP:127.0.0.1"),
    "chained": ("between", ALWAYS, "DNS:localhost,IP:127.0.0.1"),
    "unknown": ("other-ca", ALWAYS, "DNS:localhost,IP:127.0.0.1"),
    "stranger": ("ca", ALWAYS, "DNS:desk.example.com"),
    "named": ("ca", ALWAYS, "DNS:localhost"),
    "numbered": ("ca", ALWAYS, "IP:127.0.0.1"),
    "expired": ("ca", ("20000101000000Z", "20010101000000Z"), "DNS:localhost,IP:127.0.0.1"),
    "early": ("ca", ("20900101000000Z", "20991231000000Z"), "DNS:localhost,IP:127.0.0.1"),
    "selfsigned": (None, ALWAYS, "DNS:localhost,IP:127.0.0.1"),
    "client": ("ca", ALWAYS, "DNS:client.example.com"),
    "client-of-other": ("other-ca", ALWAYS, "DNS:client.example.com"),
    "client-expired": ("ca", ("20000101000000Z", "20010101000000Z"), "DNS:client.example.com"),
}
# Files that are made of several: what a server sends, or a client is given.
BUNDLES = {
    "chained-whole": ("chained", "between"),
    "unknown-whole": ("unknown", "other-ca"),
    "client-whole": ("client", "client.key"),
}

TLS = "ssl_protocols TLSv1.2 TLSv1.3;"
OLD = "ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"
ASKS = TLS + " ssl_verify_client on; ssl_client_certificate ca.pem;"
# Of each server: its certificate (None: plain HTTP), what follows "ssl" behind its port, and its settings.
SERVERS = {
    "good": ("good", "", TLS),
    "tls12": ("good", "", "ssl_protocols TLSv1.2;"),
    "tls13": ("good", "", "ssl_protocols TLSv1.3;"),
    "old": ("good", "", OLD),
    "chained": ("chained-whole", "", TLS),
    "broken": ("chained", "", TLS),
    "unknown": ("unknown", "", TLS),
    "unknown-whole": ("unknown-whole", "", TLS),
    "stranger": ("stranger", "", TLS),
    "named": ("named", "", TLS),
    "numbered": ("numbered", "", TLS),
    "expired": ("expired", "", TLS),
    "early": ("early", "", TLS),
    "selfsigned": ("selfsigned", "", TLS),
    "asks": ("good", "", ASKS),
    "two": ("good", " http2", TLS),
    "two-once": ("good", " http2", TLS + " keepalive_requests 1;"),
    "two-silent": ("good", " http2", TLS + " if ($request_method = POST) { return 444; }"),
    "downgrades": ("good", "", TLS + " return 302 http://127.0.0.1:$plain_port$request_uri;"),
    "plain": (None, "", ""),
}
# Servers that break the handshake off where the client has no good certificate; nginx answers with HTTP 400 instead.
STRICT = {"strict12": ssl.TLSVersion.TLSv1_2, "strict13": ssl.TLSVersion.TLSv1_3}


def run(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.PIPE, timeout=SECONDS)


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="ascii") as file:
        file.write(text)


def authority_settings(hosts):
    names = f"subjectAltName = {hosts}\n" if hosts else ""
    basic = "CA:FALSE" if hosts else "critical,CA:TRUE"
    return f"""[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = issued
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any
x509_extensions = kind
[any]
commonName = supplied
[kind]
basicConstraints = {basic}
subjectKeyIdentifier = hash
{names}[req]
distinguished_name = nobody
[nobody]
"""


def make_certificate(folder, name, signer, dates, hosts):
    write(folder, "openssl.cnf", authority_settings(hosts))
    key = "client.key" if name.startswith("client") else "server.key"
    run(folder, "req", "-new", "-config", "openssl.cnf", "-subj", f"/CN={name}", "-key", key, "-out", "request.pem")
    signed_by = ["-cert", signer + ".pem", "-keyfile", "server.key"] if signer else ["-selfsign", "-keyfile", key]
    run(folder, "ca", "-batch", "-notext", "-config", "openssl.cnf", *signed_by, "-startdate", dates[0], "-enddate",
        dates[1], "-in", "request.pem", "-out", name + ".pem")


def make_files(folder):
    os.mkdir(os.path.join(folder, "issued"))
    os.mkdir(os.path.join(folder, "ca-path"))
    write(folder, "index.txt", "")
    for name in ("server.key", "client.key"):
        run(folder, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name)
    run(folder, "pkcs8", "-topk8", "-in", "client.key", "-passout", "pass:" + PASSWORD, "-out", "client-locked.key")
    for name, (signer, dates, hosts) in CERTIFICATES.items():
        make_certificate(folder, name, signer, dates, hosts)
    for name, parts in BUNDLES.items():
        text = ""
        for part in parts:
            with open(os.path.join(folder, part if "." in part else part + ".pem"), encoding="ascii") as file:
                text += file.read()
        write(folder, name + ".pem", text)
    shutil.copy(os.path.join(folder, "ca.pem"), os.path.join(folder, "ca-path"))
    run(folder, "rehash", "ca-path")
    write(folder, "no.pem", "This is no certificate.\n")
    # For a client whose TLS library allows more than is good: what is refused then, libsdp refuses.
    write(folder, "lax.cnf", "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = lax\n"
                             "[lax]\nMinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n")


def server_block(name, port):
    certificate, more, settings = SERVERS[name]
    tls = f"ssl_certificate {certificate}.pem; ssl_certificate_key server.key;" if certificate else ""
    return (f"server {{ listen 127.0.0.1:{port}{' ssl' + more if certificate else ''}; {tls} {settings} "
            "location /app { proxy_pass http://behind; } }\n")


def nginx_settings(folder, upstream, ports):
    kept = "".join(f"{kind}_temp_path {folder}/{kind};\n"
                   for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    servers = "".join(server_block(name, ports[name]) for name in SERVERS)
    # Where it is started by root, its worker would be nobody, and the folder is not for everyone.
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""daemon off;
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 200; }}
http {{
{kept}root {folder}/nothing;
log_format line '$server_port $server_protocol $request_method $status $connection $ssl_protocol $ssl_client_verify';
access_log {folder}/access.log line;
map $host $plain_port {{ default {ports['plain']}; }}
upstream behind {{ server 127.0.0.1:{upstream}; }}
{servers}}}
"""


def dies_with_parent():
    """For the child between fork and exec: where this process is killed, nginx does not stay behind."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        pass  # not Linux


class Strict:
    """wrap_socket() closes its socket where it fails, and a close with bytes unread takes the alert back. The handshake
    runs in memory instead, so that the alert arrives."""

    def __init__(self, folder, listener, version):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = self.context.maximum_version = version
        self.context.load_cert_chain(os.path.join(folder, "good.pem"), os.path.join(folder, "server.key"))
        self.context.load_verify_locations(os.path.join(folder, "ca.pem"))
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.listener = listener
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            connection.settimeout(SECONDS)
            try:
                self.refuse(connection)
            except OSError:
                pass
            connection.close()

    def refuse(self, connection):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        shaking = self.context.wrap_bio(incoming, outgoing, server_side=True)
        over = False
        while True:
            try:
                if not over:
                    shaking.do_handshake()
                    over = True
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError:
                over = True
            connection.sendall(outgoing.read())
            received = connection.recv(65536)
            if not received:
                return
            incoming.write(received)


class Front:
    def __init__(self, folder, upstream):
        self.folder = folder
        self.process = None
        self.listeners = {name: socket.create_server(("127.0.0.1", 0)) for name in (*SERVERS, *STRICT)}
        for name in SERVERS:
            self.listeners[name].setblocking(False)  # as nginx makes its own
        self.ports = {name: one.getsockname()[1] for name, one in self.listeners.items()}
        make_files(folder)
        write(folder, "nginx.conf", nginx_settings(folder, upstream, self.ports))
        for name, version in STRICT.items():
            Strict(folder, self.listeners[name], version)

    def start(self):
        """nginx takes sockets over that are open and that it is told of, so that nobody else gets a port in between."""
        inherited = [self.listeners[name].fileno() for name in SERVERS]
        environment = {**os.environ, "NGINX": "".join(f"{number};" for number in inherited)}
        environment.pop("OPENSSL_CONF", None)
        self.process = subprocess.Popen(
            ["nginx", "-p", self.folder, "-e", os.path.join(self.folder, "error.log"), "-c",
             os.path.join(self.folder, "nginx.conf")], env=environment, pass_fds=inherited, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=sys.stderr, preexec_fn=dies_with_parent)
        with socket.create_connection(("127.0.0.1", self.ports["plain"]), SECONDS) as first:
            first.sendall(b"GET / HTTP/1.0\r\n\r\n")
            first.recv(1)  # it answers

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def serve(folder, upstream):
    front = Front(folder, upstream)
    try:
        front.start()
        print("folder", folder)
        for name, port in front.ports.items():
            print(name, port)
        print("ready", flush=True)
        for line in sys.stdin:
            if line.strip() == "restart":
                front.stop()
                front.start()
                print("restarted", flush=True)
    finally:
        front.stop()


def leave(*_):
    sys.exit(1)


def main():
    os.environ["PATH"] = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"
    missing = [name for name in ("nginx", "openssl") if shutil.which(name) is None]
    if missing:
        print(f"tests of TLS are left out: {' and '.join(missing)} not installed", file=sys.stderr)
        sys.exit(1 if os.environ.get("SDP_NO_SKIP") else MISSING)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, leave)
    with tempfile.TemporaryDirectory(prefix="sdp-tls-") as folder:
        serve(folder, int(sys.argv[1]))


main()
