"""The addresses of the interface for other systems, and of its pages for people."""

from __future__ import annotations

from django.urls import path

from bettercare.service.api import views
from bettercare.service.api.interface import interface

urlpatterns = [
    path("systems/", views.tokens, name="tokens"),
    path("systems/<int:held>/end/", views.end, name="end-token"),
    path("systems/reference/", views.reference, name="api-reference"),
    path("api/", interface.urls),
]
