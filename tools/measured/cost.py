"""Headers that say what an answer cost: milliseconds of CPU time in the thread that made it, and queries to the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

CPU, QUERIES = "x-cpu", "x-queries"
EMPTY = "/empty/"
"""The page with nothing on it."""


class Cost:
    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        queries = 0

        def counted(execute: Callable[..., Any], *query: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*query)

        began = time.thread_time()
        with connection.execute_wrapper(counted):
            answer = self.respond(request)
        answer[CPU] = f"{(time.thread_time() - began) * 1000:.3f}"
        answer[QUERIES] = str(queries)
        return answer
