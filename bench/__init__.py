"""Measurements of every budget in docs: `python -m bench`, on a database of its own."""
