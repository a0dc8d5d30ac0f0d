"""The published corpus of the sample, for tests of the documentation."""

from dataclasses import replace
from pathlib import Path

import pytest

from flows import pipeline
from flows.reference.members import refresh_register
from flows.runs.runner import plain_runner
from flows.sample.server import serve_sample
from flows.settings import CHECKOUT, Settings


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with serve_sample(CHECKOUT / "seeds") as site:
        settings = Settings(home=folder, outlets_file=site.outlets_file, register_source=str(site.register_folder))
        settings = replace(settings, host_overrides=site.host_overrides)
        refresh_register(settings)
        with plain_runner(True) as runner:
            pipeline.nightly(settings, runner, lambda: False)
    return folder
