"""Who sees and does what in this room. One's own work, reminders and calendar need no permission."""

from __future__ import annotations
