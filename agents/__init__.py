"""Agents that read cards, repositories and papers, and propose derivation edges. Imports graph and prompts only."""
