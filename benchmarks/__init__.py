"""What the product costs, measured against a running `./run`. One script a subject; see docs/benchmarks.md."""
