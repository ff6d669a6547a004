"""The domain and its store: artifacts, documents, claims, edges, decisions. No language model, no web, no HTTP client."""
