"""A review from its task list to the advice that is sealed."""
