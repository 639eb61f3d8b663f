"""/settings: what a server's admins decide, shown and changed in one message."""

from bot.chat.panel.controls import Administration, Control
from bot.chat.panel.panel import PREFIX

__all__ = ["PREFIX", "Administration", "Control"]
