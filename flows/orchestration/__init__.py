"""Prefect around the stages: tasks, forms, and how a flow run calls them."""
