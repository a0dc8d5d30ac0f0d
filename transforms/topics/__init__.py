"""Our topics: their definitions, the language of their queries, and which texts they match."""
