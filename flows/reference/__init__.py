"""What a run starts from, read and checked: the outlets as they are declared, the register's files."""
