"""The pages of the service, and an empty one: signed in, checked and framed as all are, with nothing on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bettercare.service.urls import urlpatterns as its_own
from tools.measured.cost import EMPTY


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html")


urlpatterns = [path(EMPTY.removeprefix("/"), empty), *its_own]
