"""Stemma, the family tree of training data: what a user types and sees, and the public Python API."""
