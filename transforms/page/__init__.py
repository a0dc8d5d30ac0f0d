"""A capture parsed once: where things stand on it, its own metadata, its headline and the text of its piece."""
