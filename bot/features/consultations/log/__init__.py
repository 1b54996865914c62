"""The log: what is added to a record, corrected, taken out and put back, and where it is found again."""
