"""The graph as text, no input or output here.

jsonl is lossless and loads back, cypher makes the same graph on a server; mermaid and dot are pictures, csv and graphml the nodes
and edges; croissant, openlineage, conda and hf_card say derivations and exposures in the words of others.
"""
