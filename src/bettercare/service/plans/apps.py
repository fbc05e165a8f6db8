"""The plans app: plans that people write together."""

from __future__ import annotations

from django.apps import AppConfig


class Plans(AppConfig):
    name = "bettercare.service.plans"
    label = "plans"
