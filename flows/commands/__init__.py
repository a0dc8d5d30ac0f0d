"""The subcommands of `backbench`."""
