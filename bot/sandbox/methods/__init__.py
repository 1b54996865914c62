"""The Bot API's methods, a module for each kind. Importing this package fills the table METHODS."""

from bot.sandbox.methods import chats, copying, files, messages, polling, profile, topics
from bot.sandbox.methods.base import METHODS, Call, Method

__all__ = [
    "METHODS",
    "Call",
    "Method",
    "chats",
    "copying",
    "files",
    "messages",
    "polling",
    "profile",
    "topics",
]
