"""Keeping summaries and rollups, in the transaction that changed what they rest on."""
