"""What the agencies, or a victim, do not agree about."""
