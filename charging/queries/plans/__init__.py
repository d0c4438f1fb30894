"""Action plans, what is chased, and what becomes of a case that police do not answer."""
