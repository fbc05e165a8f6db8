"""The pages of rounds, for national administrators."""

from __future__ import annotations

from django.urls import path

from bettercare.service.rounds_admin import allocation_views as allocations
from bettercare.service.rounds_admin import merger_views as mergers
from bettercare.service.rounds_admin import views as rounds
from bettercare.service.rounds_admin import window_views as windows

_TABLE = "<str:round>/allocations/<slug:table>/"
_WINDOW = "<str:round>/windows/<slug:window>/"
urlpatterns = [
    path("", rounds.rounds, name="rounds"),
    path("new/", rounds.text, name="round-new"),
    path("organisations/", mergers.listed, name="mergers"),
    path("organisations/<int:merger>/", mergers.merger, name="merger"),
    path("<str:round>/", rounds.round_page, name="round"),
    path("<str:round>/text/", rounds.text, name="round-text"),
    path("<str:round>/form/", rounds.form, name="round-form"),
    path("<str:round>/versions/<int:number>/", rounds.version, name="round-version"),
    path("<str:round>/versions/<int:number>/text.yaml", rounds.version_text, name="round-version-text"),
    path(_TABLE, allocations.table, name="allocation"),
    path(f"{_TABLE}files/<int:number>/", allocations.file, name="allocation-file"),
    path(f"{_TABLE}files/<int:number>/as-brought", allocations.file_as_brought, name="allocation-file-as-brought"),
    path(f"{_TABLE}versions/<int:number>/", allocations.kept, name="allocation-version"),
    path(f"{_TABLE}versions/<int:number>/amounts.csv", allocations.kept_csv, name="allocation-csv"),
    path("<str:round>/windows/", windows.listed, name="windows"),
    path("<str:round>/windows/new/", windows.window, name="window-new"),
    path(_WINDOW, windows.window, name="window"),
    path(f"{_WINDOW}close/", windows.close, name="window-close"),
    path(f"{_WINDOW}extensions/", windows.extension, name="window-extension"),
]
