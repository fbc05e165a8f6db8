"""The settings of the service, with answers that say what they cost."""

from __future__ import annotations

from bettercare.service.settings import *  # noqa: F403
from bettercare.service.settings import MIDDLEWARE as _ITS_OWN

MIDDLEWARE = ["tools.measured.cost.Cost", *_ITS_OWN]
ROOT_URLCONF = "tools.measured.urls"
