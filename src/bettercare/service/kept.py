"""What was worked out, kept for those who ask the same again: of frozen values in this process, of the database for one request.

Neither can be stale. A frozen value says the same for ever, so what follows from it does too. A page that is opened changes
nothing, so that while it is made the same question has the same answer; while something is posted nothing is kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_BY_VALUE = (str, bytes, int, bool, type(None))
_of_this_request: ContextVar[dict[Any, Any] | None] = ContextVar("of_this_request", default=None)


class Kept(Generic[Asked, Answer]):
    """A function of frozen values with its last results. Values are told apart by identity, texts, bytes and numbers by value."""

    def __init__(self, work: Callable[Asked, Answer], most: int) -> None:
        self._work, self._most = work, most
        self._results: OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], Answer]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        if kwargs:  # told apart by place alone
            return self._work(*args, **kwargs)
        key = tuple(a if isinstance(a, _BY_VALUE) else id(a) for a in args)
        with self._lock:
            if known := self._results.get(key):
                self._results.move_to_end(key)
                return known[1]
        result = self._work(*args, **kwargs)
        self._keep(key, args, result)
        return result

    def put(self, result: Answer, *args: Asked.args, **kwargs: Asked.kwargs) -> None:
        """Keep what the function would answer, where it is known already."""
        self._keep(tuple(a if isinstance(a, _BY_VALUE) else id(a) for a in args), args, result)

    def _keep(self, key: tuple[Any, ...], args: tuple[Any, ...], result: Answer) -> None:
        with self._lock:
            self._results[key] = (args, result)  # what an identity stands for must not be given to another value meanwhile
            while len(self._results) > self._most:
                self._results.popitem(last=False)


def kept(most: int) -> Callable[[Callable[Asked, Answer]], Kept[Asked, Answer]]:
    """Keep the last results of a function of frozen values, so many of them, in this process."""
    return lambda work: Kept(work, most)


def once_a_request(ask: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Ask the database the same only once while a page is being made; the arguments are texts, numbers and dates."""

    @wraps(ask)
    def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        held = _of_this_request.get()
        if held is None:
            return ask(*args, **kwargs)
        key = (ask, args)
        if key not in held:
            held[key] = ask(*args, **kwargs)
        answer: Answer = held[key]
        return answer

    return asked


class AskedOnce:
    """Lets `once_a_request` keep answers while a page is opened."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = _of_this_request.set({} if request.method in ("GET", "HEAD") else None)
        try:
            return self.respond(request)
        finally:
            _of_this_request.reset(began)
