"""Who has which reviews, and who could be given them."""
