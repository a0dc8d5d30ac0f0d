"""Other extractors over the same pages, each in an environment of its own: pages per second and quality."""
