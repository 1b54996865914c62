"""The Bot API's methods, a module for each kind. Importing this package fills the table METHODS."""

from bot.sandbox.methods import files, messages, polling
from bot.sandbox.methods.base import METHODS, Call, Method

__all__ = ["METHODS", "Call", "Method", "files", "messages", "polling"]
