import psycopg
import pytest

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def connection(warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)


def test_connects_with_psycopg_3_and_plain_rows() -> None:
    from scorebook.hooks.warehouse import WarehouseHook

    with WarehouseHook().connect() as connection:
        assert isinstance(connection, psycopg.Connection)
        assert connection.autocommit is False
        assert connection.execute("select 1, 'a'").fetchone() == (1, "a")


def test_autocommit_leaves_no_transaction_open() -> None:
    from scorebook.hooks.warehouse import WarehouseHook

    with WarehouseHook().connect(autocommit=True) as connection:
        connection.execute("select 1")
        assert connection.info.transaction_status is psycopg.pq.TransactionStatus.IDLE


def test_each_call_opens_a_connection_of_its_own() -> None:
    from scorebook.hooks.warehouse import WarehouseHook

    hook = WarehouseHook("warehouse")
    with hook.connect() as first, hook.connect() as second:
        assert first is not second
        assert not first.closed
