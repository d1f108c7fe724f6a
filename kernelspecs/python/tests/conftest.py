import pytest
from gateway import Gateway


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    made = Gateway(tmp_path_factory.mktemp("gateway"))
    made.start()
    yield made
    made.stop()
