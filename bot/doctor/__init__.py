"""``plaukts doctor``: everything that the bot needs is looked at, and what is wrong is said with what to do."""
