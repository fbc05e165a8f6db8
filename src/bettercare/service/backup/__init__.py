"""A backup of the whole service in one file, and the way back from it: every table with its SHA-256, held against it afterwards."""

from bettercare.service.backup.archive import CannotBackUp, Kept
from bettercare.service.backup.running import Restored, back_up, restore

__all__ = ["CannotBackUp", "Kept", "Restored", "back_up", "restore"]
