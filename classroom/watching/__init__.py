"""Watching the product: numbers for Prometheus, and what a line of the log is about. Knows no app."""
