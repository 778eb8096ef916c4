"""Training: a model from annotated notices, the same bytes from the same notices."""
