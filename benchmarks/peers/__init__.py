"""Compare other extractors on the same pages, each in its own environment: pages per second and quality."""
