"""What an outlet files a piece under, our category for it, and what kind of piece it is."""
