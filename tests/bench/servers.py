"""The servers of the measurements: bench_server, and nginx with TLS before it.

The authority and the certificates are those of tests/support/tls.py, which makes them anew in a temporary folder.
"""
import contextlib
import os
import shutil
import socket
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SYSTEM_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


@contextlib.contextmanager
def plain(build, latency_ms, bodies):
    """bench_server; gives its port."""
    with process_of(build, latency_ms, bodies) as (port, _):
        yield port


@contextlib.contextmanager
def process_of(build, latency_ms, bodies):
    """bench_server; gives its port and its number as a process."""
    process = subprocess.Popen([os.path.join(build, "tests", "bench_server"), str(latency_ms), bodies],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline()), process.pid
    finally:
        process.stdin.close()
        process.wait()


@contextlib.contextmanager
def certificates():
    """Gives the folder of the certificates; None where openssl or nginx is missing."""
    # Any port will do for the server behind it, since nothing is sent there.
    process = subprocess.Popen([sys.executable, "-B", os.path.join(HERE, "..", "support", "tls.py"), "9"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    folder = None
    try:
        for line in process.stdout:
            if line.startswith("folder "):
                folder = line.split(maxsplit=1)[1].strip()
            if line == "ready\n":
                break
        yield folder
    finally:
        process.stdin.close()
        process.wait()


def bundle(folder, path):
    """Writes the system's certificates and the authority's: what a client reads that trusts the system."""
    with open(path, "wb") as out:
        for name in (SYSTEM_CERTIFICATES, os.path.join(folder, "ca.pem")):
            with open(name, "rb") as part:
                out.write(part.read())
    return path


KEPT = "keepalive_requests 1000000;"
# Of each server of nginx: what follows "ssl" behind its port, its settings, and which bench_server is behind it.
FRONTS = {
    "one": ("", KEPT, "prompt"),
    "two": (" http2", KEPT, "prompt"),
    "once": ("", "keepalive_requests 1;", "prompt"),
    "slow": ("", KEPT, "slow"),
    "slow_two": (" http2", KEPT, "slow"),
}


def server_block(work, folder, name, port):
    more, own, behind = FRONTS[name]
    return (f"server {{ listen 127.0.0.1:{port} ssl{more} backlog=1024; ssl_protocols TLSv1.2 TLSv1.3; {own} "
            f"ssl_certificate {folder}/good.pem; ssl_certificate_key {folder}/server.key; "
            f"access_log {work}/{name}.log line; location / {{ proxy_pass http://{behind}; proxy_http_version 1.1; "
            'proxy_set_header Connection ""; } }\n')


def settings(work, folder, ports, behind):
    kept = "".join(f"{kind}_temp_path {work}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    upstreams = "".join(f"upstream {name} {{ server 127.0.0.1:{port}; keepalive 256; keepalive_requests 1000000; }}\n"
                        for name, port in behind.items())
    servers = "".join(server_block(work, folder, name, ports[name]) for name in FRONTS)
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""daemon off;
worker_processes 1;
{user}
pid {work}/nginx.pid;
error_log {work}/error.log warn;
events {{ worker_connections 2000; }}
http {{
{kept}log_format line '$connection';
ssl_session_cache shared:bench:1m;
{upstreams}{servers}}}
"""


@contextlib.contextmanager
def front(work, folder, behind):
    """nginx with TLS; gives the port of each of FRONTS."""
    listeners = {name: socket.create_server(("127.0.0.1", 0), backlog=1024) for name in FRONTS}
    for one in listeners.values():
        one.setblocking(False)  # as nginx makes its own
    ports = {name: one.getsockname()[1] for name, one in listeners.items()}
    path = os.path.join(work, "nginx.conf")
    with open(path, "w", encoding="ascii") as file:
        file.write(settings(work, folder, ports, behind))
    # nginx takes over sockets that are open and that it is told of, so that nobody else gets a port in between.
    numbers = [one.fileno() for one in listeners.values()]
    environment = {**os.environ, "NGINX": "".join(f"{number};" for number in numbers)}
    program = shutil.which("nginx", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")
    process = subprocess.Popen([program, "-p", work, "-e", os.path.join(work, "error.log"), "-c", path],
                               env=environment, pass_fds=numbers, stdin=subprocess.DEVNULL)
    try:
        with socket.create_connection(("127.0.0.1", ports["one"]), 20) as first:
            first.sendall(b"GET / HTTP/1.0\r\n\r\n")
            first.recv(1)  # it answers
        yield ports
    finally:
        process.terminate()
        process.wait()
        for one in listeners.values():
            one.close()


def handshakes(work, name):
    """Connections that brought requests to one of FRONTS, and requests, so far."""
    with open(os.path.join(work, name + ".log"), encoding="ascii") as file:
        lines = [line.split()[0] for line in file]
    return len(set(lines)), len(lines)
