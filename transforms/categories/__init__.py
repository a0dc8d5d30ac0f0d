"""Read the outlet's labels, map them to our categories, and classify the genre."""
