"""The worker beside the service: `python -m bettercare.service.worker`. It ends when the process that started it is gone."""

from __future__ import annotations

import os


def main() -> None:
    """Do what is queued and send what is due, until the service ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bettercare.service.settings")
    import django

    django.setup()
    from bettercare.service.later import work

    try:
        work()
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
