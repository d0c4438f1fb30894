"""The figures for machines: the same definitions and the same cells as the pages."""
