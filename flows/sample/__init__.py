"""The sample outlets that the project ships, served over real HTTP on this machine."""
