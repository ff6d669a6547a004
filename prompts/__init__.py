"""What a language model is asked, and how: prompts as files, their response models, and one client for every OpenAI-compatible server."""
