"""Answers questions about articles with the articles' own words."""
