"""Long robustness checks: kills, damaged files, full disks, many nights (`make hardening`)."""
