"""`./dev run`: shows the main work on the plans in examples/, then starts the service with a demonstration and says who signs in.

./dev run                  the show, then the service at http://127.0.0.1:8000/, until Ctrl+C
./dev run --no-service     the show alone
./dev run --port 8001      at another port
./dev run --anew           with a new database; what was written in the last one is gone
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.serving import answer, fill_and_tell, is_free, set_up
from bettercare.plan import Reading
from tools import show
from tools.page_components import SERVED

DATABASE = show.ROOT / "demonstration.sqlite3"
_NO_STYLES = (
    "The service was not started: the styles of its pages could not be brought (see above). Run ./dev run again where npm or the "
    "Python index can be reached."
)


def main(arguments: list[str] | None = None) -> int:
    """Show, then serve until told to end; the exit status is that of the show where the service is not wanted."""
    parser = argparse.ArgumentParser(prog="./dev run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-service", action="store_true", help="end after the show")
    parser.add_argument("--port", type=_port, default=8000, metavar="NUMBER", help="the port of the service (default 8000)")
    parser.add_argument("--anew", action="store_true", help="begin with a new database")
    asked = parser.parse_args(arguments)
    try:
        if not asked.no_service:
            is_free(asked.port, f"./dev run --port {asked.port + 1}, or ./dev run --no-service for the show alone")
        shown, unread = show.everything()
        if asked.no_service:
            return Exit.UNREADABLE if unread else Exit.FINE
        if not SERVED.exists():
            print(_NO_STYLES, file=sys.stderr)
            return Exit.BLOCKED
        _serve([s.reading for s in shown], asked.port, anew=asked.anew)
    except WrongUse as error:
        print(error, file=sys.stderr)
        return Exit.WRONG_USE
    except KeyboardInterrupt:
        print("\nEnded.", file=sys.stderr)
    return Exit.FINE


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def _serve(readings: Sequence[Reading], port: int, *, anew: bool) -> None:
    if anew:
        for ending in ("", "-wal", "-shm"):
            DATABASE.with_name(DATABASE.name + ending).unlink(missing_ok=True)
    os.environ["BETTERCARE_DATABASE_URL"] = f"sqlite:///{DATABASE}"
    print(f"\n{'=' * 100}\nThe web service\n{'=' * 100}", flush=True)
    set_up(port, demonstration=True)
    fill_and_tell(readings, "./dev run --anew begins with a new one.")
    answer(port, workers=2)


if __name__ == "__main__":
    sys.exit(main())
