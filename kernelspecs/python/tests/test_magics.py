"""`%%spark` in a Python shell here, on a session of a gateway."""

import datetime
import decimal
import os
import re
import signal
import threading

import nbformat
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from hearth import Client, HearthError


@pytest.fixture(scope="module")
def shell(gateway, tmp_path_factory):
    token = tmp_path_factory.mktemp("magics") / "token"
    token.touch(mode=0o600)
    token.write_text(gateway.token)
    made = InteractiveShell.instance()
    made.run_line_magic("load_ext", "hearth")
    made.run_line_magic("spark", f"--url {gateway.url} --token-file {token}")
    yield made
    made.magics_manager.magics["line"]["spark"].__self__.close()
    InteractiveShell.clear_instance()


def test_cell_showsItsOutputHere(shell, capsys):
    shell.run_cell_magic("spark", "", "import sys\nprint('out')\nprint('err', file=sys.stderr)")
    shown = capsys.readouterr()
    assert shown.out.endswith("out\n")
    assert "err\n" in shown.err


def test_cellThatFails_raisesWithItsOwnTraceback(shell):
    with pytest.raises(HearthError, match="ZeroDivisionError") as e:
        shell.run_cell_magic("spark", "python", "1/0")
    shown = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(e.value._render_traceback_()))
    assert "1/0" in shown
    assert "hearth/" not in shown


def test_interrupt_isPassedOn(shell):
    timer = threading.Timer(1.5, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(HearthError, match="KeyboardInterrupt"):
        shell.run_cell_magic("spark", "", "while True: pass")
    timer.join()
    shell.run_cell_magic("spark", "", "1")


def test_gatewayKilledInTheMiddleOfACell_losesNothing_andRepeatsNothing(shell, gateway, capsys):
    shell.run_cell_magic("spark", "", "import time")
    capsys.readouterr()

    def kill():
        gateway.kill()
        gateway.start()

    killer = threading.Timer(1, kill)
    killer.start()
    shell.run_cell_magic("spark", "", "for i in range(200):\n    print(i, flush=True); time.sleep(0.02)")
    killer.join()
    assert [int(line) for line in capsys.readouterr().out.split()] == list(range(200))


def test_output_bringsAPandasFrame_andSaysWhereItIsCut(shell, capsys):
    shell.run_cell_magic("spark", "-o df", "import pandas\ndf = pandas.DataFrame({'n': range(10), 't': list('abcdefghij')})")
    pd.testing.assert_frame_equal(shell.user_ns["df"], pd.DataFrame({"n": range(10), "t": list("abcdefghij")}))
    capsys.readouterr()
    shell.run_cell_magic("spark", "-o df -n 3", "pass")
    assert list(shell.user_ns["df"].n) == [0, 1, 2]
    assert "df has more rows: only the first 3 were fetched" in capsys.readouterr().err


def test_output_ofSpark_inThreeLanguages(shell):
    shell.run_cell_magic("spark", "python -o a", "a = spark.range(5)")
    shell.run_cell_magic("spark", "sql -o b", "select id * 2 as n from range(4)")
    shell.run_cell_magic("spark", "scala -o c", 'val c = spark.range(3).toDF("m")')
    assert list(shell.user_ns["a"].id) == [0, 1, 2, 3, 4]
    assert list(shell.user_ns["b"].n) == [0, 2, 4, 6]
    assert list(shell.user_ns["c"].m) == [0, 1, 2]


def test_output_keepsTypes_andWhatIsMissing(shell):
    columns = [
        *("1 AS i", "CAST(9223372036854775807 AS BIGINT) AS l", "1.5D AS f", "'ä' AS s", "true AS b", "X'00FF' AS raw"),
        *("TIMESTAMP_NTZ '2026-01-02 03:04:05.000006' AS t", "DATE '2026-01-02' AS day", "CAST(1.25 AS DECIMAL(10, 2)) AS d"),
        *("array(1, 2) AS many", "named_struct('x', 1) AS inner", "CAST(NULL AS STRING) AS none"),
    ]
    shell.run_cell_magic("spark", "sql -o typed", "SELECT " + ", ".join(columns))
    frame = shell.user_ns["typed"]
    row = frame.iloc[0]
    assert (row.i, row.l, row.f, row.s, row.raw) == (1, 9223372036854775807, 1.5, "ä", b"\x00\xff")
    assert str(frame.dtypes.l) == "int64"
    assert bool(row.b) is True
    assert row.t == pd.Timestamp("2026-01-02 03:04:05.000006")
    assert row.day == datetime.date(2026, 1, 2)
    assert row.d == decimal.Decimal("1.25")
    assert list(row.many) == [1, 2]
    assert row.inner == {"x": 1}
    assert pd.isna(row.none)


def test_output_ofNoRows_hasItsColumns(shell):
    shell.run_cell_magic("spark", "sql -o nothing", "SELECT id, 'x' AS s FROM range(0)")
    assert list(shell.user_ns["nothing"].columns) == ["id", "s"]
    assert len(shell.user_ns["nothing"]) == 0


def test_notebook_ofAnOrdinaryPythonKernel(gateway, tmp_path):
    """ipykernel, where the tests above have IPython's shell alone."""
    token = tmp_path / "token"
    token.touch(mode=0o600)
    token.write_text(gateway.token)
    cells = [
        f"%load_ext hearth\n%spark --url {gateway.url} --token-file {token}",
        "%%spark sql -o squares\nSELECT id, id * id AS n FROM range(5)",
        "int(squares.n.sum())",
        "%%spark\nimport sys\nprint('there')\nprint('beside', file=sys.stderr)\n"
        "from IPython.display import HTML\nHTML('<b>bold</b>')",
        '%%spark scala\nsys.error("no")',
        "%%spark\nfrom IPython.display import display\nbar = display('0 of 2', display_id=True)\nbar.update('2 of 2')",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True).execute()
    outputs = [cell.outputs for cell in notebook.cells]
    assert outputs[0] == []
    assert "n" in outputs[1][0].data["text/html"]
    assert outputs[2][0].data["text/plain"] == "30"
    assert ("".join(each.text for each in outputs[3] if each.get("name") == "stdout")) == "there\n"
    assert ("".join(each.text for each in outputs[3] if each.get("name") == "stderr")) == "beside\n"
    assert [each.data["text/html"] for each in outputs[3] if "data" in each] == ["<b>bold</b>"]
    assert "no" in outputs[4][-1].evalue
    assert [each.data["text/plain"] for each in outputs[5]] == ["'2 of 2'"]


def test_output_ofWhatIsNoFrame_isASentence(shell):
    with pytest.raises(HearthError, match="x is no frame of Spark, pandas or Arrow, but int"):
        shell.run_cell_magic("spark", "-o x", "x = 1")


def test_session_byName_andById(shell, gateway, capsys):
    with Client(gateway.url, gateway.token) as client, client.create("python") as session:
        session.run("x = 'theirs'")
        shell.run_cell_magic("spark", f"-s {session.id}", "print(x)")
        assert capsys.readouterr().out == "theirs\n"
        session.delete()


@pytest.mark.parametrize("line", ["cobol", "-o 1x", "-n 0", "--nonsense", "-o 'a; b'"])
def test_wrongLine_isASentence(shell, line):
    with pytest.raises(HearthError):
        shell.run_cell_magic("spark", line, "1")
