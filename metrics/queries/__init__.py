"""What the pages, the API and the commands read: the same cells for everybody."""
