"""The explorer as static files: the served pages, rendered once each, their links relative, the same answers beside them as JSON."""
