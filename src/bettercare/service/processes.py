"""The two processes of the service as gunicorn starts and ends them: those that answer, and the worker beside them.

gunicorn reads this module as its settings. The worker begins when gunicorn does and is ended before gunicorn is, so that one
Ctrl+C, or the signal that a service manager sends, ends both.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

ENDS_WITHIN = 20
"""Seconds that the worker has to finish what it is doing."""
_worker: list[subprocess.Popen[bytes]] = []

wsgi_app = "bettercare.service.wsgi:application"
threads = 4
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Start the worker."""
    _worker.append(subprocess.Popen([sys.executable, "-m", "bettercare.service.worker"]))


def when_ready(server: Any) -> None:
    """Say that people can come now."""
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    sys.stdout.write(f"Better Care answers at http://{host}:{port}/. Ctrl+C ends it.\n")
    sys.stdout.flush()


def on_exit(server: Any) -> None:
    """End the worker, and wait until it has finished."""
    for worker in _worker:
        worker.terminate()
        try:
            worker.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            worker.kill()
    sys.stdout.write("Better Care has ended.\n")
    sys.stdout.flush()
