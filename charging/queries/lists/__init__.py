"""Work queues and search: rows, filters and counts."""
