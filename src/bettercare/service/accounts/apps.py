"""The accounts app: people and what they may do."""

from __future__ import annotations

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "bettercare.service.accounts"
    label = "accounts"

    def ready(self) -> None:
        from bettercare.service.accounts import safety  # noqa: F401  registers what is checked at the start
