"""Prefect around the stages: tasks, forms, and how a flow run calls them.

`form` defines the fields of the forms, `run_in_flow` runs the pipeline in a flow run, and `prefect_runner` runs each
stage as tasks.
"""
