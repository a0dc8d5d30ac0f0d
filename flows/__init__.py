"""The way through: everything that moves, waits or talks to the network."""
