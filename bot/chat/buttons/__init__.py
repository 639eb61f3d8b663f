"""The buttons under an answer, each kind in a module of its own."""
