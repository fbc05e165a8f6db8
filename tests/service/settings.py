"""Settings of the tests: those of the service, with a database of their own and quick passwords."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("BETTERCARE_SECRET_KEY", "for tests only: " + "x" * 50)
os.environ.setdefault("BETTERCARE_DATABASE_URL", f"sqlite:///{tempfile.gettempdir()}/bettercare-tests-{os.getpid()}.sqlite3")

from bettercare.service import settings
from bettercare.service.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECURE_SSL_REDIRECT = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if "sqlite" in settings.DATABASES["default"]["ENGINE"]:  # a file, because threads do not share what is in memory
    settings.DATABASES["default"]["TEST"] = {"NAME": f"{settings.DATABASES['default']['NAME']}-test"}
