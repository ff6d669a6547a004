"""Graphs that others published, read as statements and proposed as what they are: somebody's word."""
