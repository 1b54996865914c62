"""Libraries, channels and topics as people name them in everyday words: forms, abbreviations, typing errors."""
