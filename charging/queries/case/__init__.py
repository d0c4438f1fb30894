"""What the page of a case shows, and what the timeline and the nightly look for stuck work make of it."""
