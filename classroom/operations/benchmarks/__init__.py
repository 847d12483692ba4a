"""What a machine holds, in numbers: `make bench` measures and writes them to docs/benchmarks."""
