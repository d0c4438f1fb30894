"""What is asked on the pages that build a case file."""
