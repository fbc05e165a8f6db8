"""The api app: tokens for other systems, and what they answer to."""

from __future__ import annotations

from django.apps import AppConfig


class Api(AppConfig):
    name = "bettercare.service.api"
    label = "api"
