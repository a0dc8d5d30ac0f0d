"""A run: its identity and accounts, who carries its work, and what passes from room to room."""
