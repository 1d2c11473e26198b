"""Applications that take one attempt after another, each in a Python process of its own."""
