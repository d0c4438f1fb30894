"""File quality: assessments, their numbers, samples, and what can be learnt."""
