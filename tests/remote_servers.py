"""Servers for tests of remote stores: real ones on free ports of this machine, and one whose answers are faults."""

import os
import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import files
from pathlib import Path

VIRTUOSO_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 10000
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command, port, folder, seconds):
    """A server process that takes connections at the port; it is stopped whatever happens."""
    with (Path(folder) / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            end = time.monotonic() + seconds
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{command[0]} does not answer: "
                                       + (Path(folder) / "server.log").read_text(errors="replace")[-500:])
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def oxigraph(folder, *options):
    """The address of an Oxigraph server, without a path."""
    port = free_port()
    program = next(str(file.locate()) for file in files("oxigraph") or () if file.stem == "oxigraph")
    with running([program, "serve", "--bind", f"127.0.0.1:{port}", *options], port, folder, 30):
        yield f"http://127.0.0.1:{port}"


def virtuoso_program():
    """Where Virtuoso is, or None."""
    return shutil.which("virtuoso-t")


@contextmanager
def virtuoso(folder):
    """The address of a Virtuoso server, without a path; its user is dba with password dba."""
    sql, http = free_port(), free_port()
    (Path(folder) / "virtuoso.ini").write_text(VIRTUOSO_INI.format(sql=sql, http=http))
    with running([virtuoso_program(), "+foreground", "+configfile", "virtuoso.ini"], http, folder, 90):
        yield f"http://127.0.0.1:{http}"


@contextmanager
def faults(answer):
    """The address of a server that answers each request by `answer(handler, body, count)`, count from 1.

    Handlers may write what they like to `handler.wfile`; `stop`, an event on the server, is set at the end, so that an
    answer that drips can stop.
    """
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def reply(self, status, body=b"", **headers):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def take(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.server.count += 1
            try:
                answer(self, body, self.server.count)
            except OSError:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = take

        def log_message(self, *_):
            """Nothing to standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.count, server.stop, server.daemon_threads = 0, threading.Event(), True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", server
    finally:
        server.stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


def environ(**values):
    """This process's environment without credentials, with these."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KG_ENDPOINT")} | values
