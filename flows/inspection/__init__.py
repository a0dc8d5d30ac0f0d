"""One page without a database or a server: what it says, and why."""
