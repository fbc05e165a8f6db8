"""The rounds_admin app: how a round is started and kept right."""

from __future__ import annotations

from django.apps import AppConfig


class RoundsAdmin(AppConfig):
    name = "bettercare.service.rounds_admin"
    label = "rounds_admin"
