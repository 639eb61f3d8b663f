"""Measures the answers on sets of questions whose answers are known."""
