"""What nobody would send on purpose, and somebody does: malformed, huge, forged, repeated, too much."""
