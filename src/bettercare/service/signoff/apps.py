"""The sign-off app: signatures and submissions."""

from __future__ import annotations

from django.apps import AppConfig


class SignOff(AppConfig):
    name = "bettercare.service.signoff"
    label = "signoff"
