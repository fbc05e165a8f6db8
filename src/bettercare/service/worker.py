"""The worker beside the service: `python -m bettercare.service.worker`. It ends when told to, or when who started it is gone."""

from __future__ import annotations

import os
import signal
from types import FrameType


def main() -> None:
    """Do what is queued and send what is due, until the service ends. What is being done is finished first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bettercare.service.settings")
    import django

    from bettercare.service.later import end, work

    def told(number: int, frame: FrameType | None) -> None:
        end()

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, told)
    django.setup()
    work()


if __name__ == "__main__":
    main()
