"""Define the contract (every table and column), and render it for databases, types and documents."""
