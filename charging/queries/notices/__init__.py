"""Who is told of an event, and what has been done since."""
