"""What the clocks of a suspect are worked out from, and what of them a reader is shown."""
