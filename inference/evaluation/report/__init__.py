"""The page that shows what `evaluate` measured: one HTML file that needs nothing else."""
