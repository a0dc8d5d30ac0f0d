"""Find whom a page credits, each name by itself, and the line that introduces the author."""
