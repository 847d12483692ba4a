"""The Django product: who may see what, the way of a frame, aggregation and reports."""
