"""What a language model is asked, and how. Empty until the language-model reader moves in."""
