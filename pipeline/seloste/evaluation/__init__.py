"""Evaluation: scores against hand annotation, cross-validation, errors to read, comparisons."""
