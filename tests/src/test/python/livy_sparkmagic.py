"""sparkmagic's kernels through nbclient, and its controller. Usage: livy_sparkmagic.py URL TOKEN FOLDER; FOLDER is empty and ours."""

import base64
import json
import os
import pathlib
import sys

url, token, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
credentials = {
    'username': 'anybody',
    'base64_password': base64.b64encode(token.encode()).decode(),
    'url': url,
    'auth': 'Basic_Access',
}
config = {
    'kernel_python_credentials': credentials,
    'kernel_scala_credentials': credentials,
    'session_configs': {'driverMemory': '800M', 'conf': {'spark.sql.shuffle.partitions': '2'}},
    'heartbeat_refresh_seconds': 5,
    'livy_server_heartbeat_timeout_seconds': 60,
    'logging_config': {
        'version': 1,
        'formatters': {'plain': {'format': '%(asctime)s %(levelname)s %(message)s'}},
        'handlers': {'null': {'class': 'logging.NullHandler'}},
        'loggers': {'magicsLogger': {'handlers': ['null'], 'level': 'ERROR', 'propagate': 0}},
    },
}
(folder / 'config.json').write_text(json.dumps(config))
os.environ['SPARKMAGIC_CONF_DIR'] = str(folder)
os.environ['JUPYTER_PATH'] = str(folder / 'jupyter')
os.environ['IPYTHONDIR'] = str(folder / 'ipython')

import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402

for name in ('pysparkkernel', 'sparkkernel'):
    place = folder / 'jupyter' / 'kernels' / name
    place.mkdir(parents=True)
    argv = [sys.executable, '-m', f'sparkmagic.kernels.{name}.{name}', '-f', '{connection_file}']
    (place / 'kernel.json').write_text(json.dumps({'argv': argv, 'display_name': name, 'language': 'python'}))


def outputs(cell):
    found = []
    for output in cell.outputs:
        found.append(output.get('text') or json.dumps(output.get('data') or {}) or '')
        if output.output_type == 'error':
            found.append(output.ename + ': ' + output.evalue)
    return '\n'.join(found)


def run(kernel, cells):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code, _ in cells])
    client = NotebookClient(notebook, kernel_name=kernel, timeout=180, allow_errors=True)
    client.execute()
    for cell, (code, wanted) in zip(notebook.cells, cells):
        for each in wanted:
            assert each in outputs(cell), f'{kernel}: {code!r}: expected {each!r}, found {outputs(cell)}'


run(
    'pysparkkernel',
    [
        ('%%configure -f\n{"driverMemory": "900M", "name": "magic-python"}', []),
        ('print("hello")\n41 + 1', ['SparkSession available', 'hello', '42']),
        ('df = spark.range(5).selectExpr("id", "id * id as square")\ndf.createOrReplaceTempView("squares")', []),
        ('%%sql -o frame -q\nselect * from squares order by id', []),
        ('%%local\nprint(type(frame).__name__, frame["square"].tolist())', ['DataFrame [0, 1, 4, 9, 16]']),
        ('%%spark -o df\n', []),
        ('%%local\nprint(sorted(df["id"].tolist()))', ['[0, 1, 2, 3, 4]']),
        ('%%local\nimport pandas\nsent = pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]})', []),
        ('%%send_to_spark -i sent -t df -n got', ['Successfully passed']),
        ('got.orderBy("a").show()', ['|  1|  x|']),
        ('import matplotlib\nmatplotlib.use("agg")\nimport matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\n', []),
        ('%matplot plt', ['image/png']),
        ('1 / 0', ['ZeroDivisionError']),
        ('%%info', ['idle']),
        ('%%logs', []),
        ('%%sql -q -o tables\nshow tables', []),  # without -q it is a widget, which waits for a browser
        ('%%local\nprint(list(tables["tableName"]))', ['squares']),
        ('print("still there")', ['still there']),
    ],
)
print('sparkmagic pyspark kernel: ok')

run(
    'sparkkernel',
    [
        ('val x = 20 + 22', ['x: Int = 42']),
        ('println("two"); case class P(n: Int)', ['two', 'defined class P']),
        ('Seq(P(1), P(2)).toDF.createOrReplaceTempView("ps")', []),
        ('%%sql -o ps -q\nselect * from ps order by n', []),
        ('%%local\nprint(ps["n"].tolist())', ['[1, 2]']),
        ('throw new RuntimeException("boom")', ['java.lang.RuntimeException: boom']),
        ('spark.range(3).show()', ['|  2|']),
    ],
)
print('sparkmagic spark kernel: ok')

from sparkmagic.livyclientlib.command import Command  # noqa: E402
from sparkmagic.livyclientlib.endpoint import Endpoint  # noqa: E402
from sparkmagic.livyclientlib.sparkcontroller import SparkController  # noqa: E402
from sparkmagic.livyclientlib.sqlquery import SQLQuery  # noqa: E402
from sparkmagic.auth.basic import Basic  # noqa: E402


class Quiet:
    """Where the controller shows things; nobody looks."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: None


class Login:
    user, password, url = 'anybody', token, url


controller = SparkController(Quiet())
endpoint = Endpoint(url, Basic(Login))
controller.add_session('one', endpoint, False, {'kind': 'pyspark'})
ok, text, _ = controller.run_command(Command('1 + 1'), 'one')
assert ok and text == '2', text
frame = controller.run_sqlquery(SQLQuery('select 3 as three'), 'one')
assert frame['three'].tolist() == [3], frame
ok, text, _ = controller.run_command(Command('nope'), 'one')
assert not ok and 'NameError' in text, text
assert [s.id for s in controller.get_all_sessions_endpoint(endpoint)]
controller.delete_session_by_name('one')
print('sparkmagic controller: ok')
