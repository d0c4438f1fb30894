"""Cases on their way from one CPS body to another."""
