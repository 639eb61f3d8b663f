"""Makes the weights of the confidence from questions whose answers are known."""
