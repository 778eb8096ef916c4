"""Tokens of Finnish text and what they are: one tokeniser, several analysers."""
