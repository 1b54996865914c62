"""The demonstration: a local Telegram, the bot against it, a region to play with; no token, no account, no server."""
