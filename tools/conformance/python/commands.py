"""Runs the reference's commands without their start, which takes longer than most of them: everything is imported once, and each
command has a fork of its own.

    python commands.py DIRECTORY SOCKET

The directory has oracle.py. A connection has a JSON list of arguments on a line, and {stdout, stderr, exitCode} in answer. It ends with its input.
"""

import gc
import json
import os
import select
import socketserver
import sys
import tempfile
import traceback

sys.path[0] = sys.argv[1]

import oracle  # noqa: E402

oracle.stack()
import astropy.io.fits  # noqa: E402,F401
import lsst.afw.fits  # noqa: E402,F401
import lsst.daf.butler  # noqa: E402,F401
import lsst.resources  # noqa: E402,F401
import lsst.sphgeom  # noqa: E402,F401
import psycopg2  # noqa: E402,F401
import sqlalchemy  # noqa: E402,F401


def run(args):
    """What a process of its own would have printed, and its exit code."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        sys.argv = ["oracle", *args]
        try:
            oracle.main()
            code = 0
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return {"stdout": texts[0], "stderr": texts[1], "exitCode": code}


class Command(socketserver.StreamRequestHandler):
    def handle(self):
        answer = run(json.loads(self.rfile.readline()))
        self.wfile.write(json.dumps(answer).encode())


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    request_queue_size = 64

    def service_actions(self):
        super().service_actions()
        if select.select([0], [], [], 0)[0] and not os.read(0, 1):
            sys.exit()


gc.freeze()  # What is there is shared by all forks, and none need look at it.
with Server(sys.argv[2], Command) as server:
    print("ready", flush=True)
    server.serve_forever()
