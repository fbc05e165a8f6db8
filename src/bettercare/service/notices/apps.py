"""The notices app: what people are told by e-mail."""

from __future__ import annotations

from django.apps import AppConfig


class Notices(AppConfig):
    name = "bettercare.service.notices"
    label = "notices"

    def ready(self) -> None:
        from bettercare.service import later
        from bettercare.service.notices.sending import send_due

        later.each_round(send_due)
