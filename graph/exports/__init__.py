"""The graph as text: jsonl (lossless, loads back), mermaid and dot (pictures), csv (the table of edges). No input or output here."""
