"""Long checks of what the pipeline survives: kills, damaged files, full disks, many nights (`make hardening`)."""
