"""Keeping facts and cells in step with the ledger."""
