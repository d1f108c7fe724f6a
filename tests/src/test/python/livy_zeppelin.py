"""The requests of Zeppelin's %livy interpreter (0.12), in its order and with its headers, read as strictly as it reads them.

Usage: livy_zeppelin.py URL TOKEN
"""

import json
import re
import sys
import time
import urllib.error
import urllib.request

url, token = sys.argv[1:]
HEADERS = {
    'Content-Type': 'application/json;charset=UTF-8',
    'X-Requested-By': 'zeppelin',
    'Accept': 'text/plain, text/plain, application/json, application/*+json, */*, */*',
    'Authorization': 'Bearer ' + token,
}
NOT_FOUND = re.compile(r'\{"msg":"Session \'\d+\' not found."\}')


def call(method, path, body=None):
    """Status and text of an answer; a body that is a text goes as it is."""
    data = body if body is None or isinstance(body, str) else json.dumps(body, indent=2)
    request = urllib.request.Request(
        url + path, method=method, headers=HEADERS, data=None if data is None else data.encode()
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


def good(method, path, body=None):
    status, text = call(method, path, body)
    assert status in (200, 201), (method, path, status, text)
    return json.loads(text)


def texts(value):
    """A map of texts, nested objects break Zeppelin."""
    return all(each is None or isinstance(each, str) for each in value.values())


def statement(session, code, kind, wait=True):
    made = good('POST', f'/sessions/{session}/statements', {'code': code, 'kind': kind})
    while wait and made['state'] not in ('available', 'cancelled'):
        assert made['state'] in ('waiting', 'running', 'cancelling'), made
        assert isinstance(made['progress'], (int, float)), made
        time.sleep(0.05)
        made = good('GET', f'/sessions/{session}/statements/{made["id"]}')
    return made


def shown(made):
    output = made['output']
    if output['status'] == 'error':
        assert isinstance(output['evalue'], str) and isinstance(output['traceback'], list), output
        return output['evalue'] + '\n' + ''.join(output['traceback'])
    data = output['data']
    assert 'application/json' not in data or isinstance(data['application/json'], str), data
    for kind in ('image/png', 'application/vnd.livy.table.v1+json'):
        if kind in data:
            return data[kind]
    return data['text/plain']


version = good('GET', '/version')['version']
numbers = [int(each) for each in re.match(r'(\d+)\.(\d+)\.(\d+)', version).groups()]
assert numbers >= [0, 5, 0], version

session = good(
    'POST',
    '/sessions',
    {
        'kind': 'shared',
        'conf': {'spark.executor.instances': '1', 'spark.sql.shuffle.partitions': '2'},
        'driverMemory': '800m',
        'numExecutors': '1',
    },
)
number = session['id']
while session['state'] != 'idle':
    assert session['state'] == 'starting', session
    time.sleep(0.1)
    session = good('GET', f'/sessions/{number}')
assert isinstance(session['log'], list) and texts(session['appInfo']), session

assert 'Double = 55.0' in shown(statement(number, '\nspark.range(11).selectExpr("sum(id) * 1.0d").as[Double].first', 'spark'))
session = good('GET', f'/sessions/{number}')
assert session['appId'] and texts(session['appInfo']), 'every result of Zeppelin shows it'
both = shown(statement(number, '\ncase class Person(id: Int, name: String)\nval p = Person(1, "name_a")', 'spark'))
assert 'defined class Person' in both and 'p: Person = Person(1,name_a)' in both, both
assert 'defined object Box' in shown(statement(number, '\nobject Box', 'spark'))
assert 'error: not found: value nowhere' in shown(statement(number, '\nnowhere', 'spark'))
assert 'incomplete statement' in shown(statement(number, '\nif (true) {', 'spark'))
assert shown(statement(number, '\nprintln("你好")', 'spark')) == '你好\n'

assert 'SparkSession' in shown(statement(number, 'spark', 'spark'))
statement(number, '\nval df = Seq(("hello", 20)).toDF("word", "n")\ndf.createOrReplaceTempView("words")', 'spark')
table = shown(statement(number, 'spark.sql("""select * from words""").show(1000, false)', 'spark'))
assert table.startswith('+-----+---+\n|word |n  |'), table
assert 'TABLE_OR_VIEW_NOT_FOUND' in shown(statement(number, 'spark.sql("""select * from nope""").show(1000, false)', 'spark'))
assert shown(statement(number, '\nval t = Seq(Seq(1, "a"), Seq(2, "b"))\n%table t', 'spark'))['data'] == [[1, 'a'], [2, 'b']]

assert shown(statement(number, '\nspark.table("words").collect()', 'pyspark')) == "[Row(word='hello', n=20)]"
assert "name 'nowhere' is not defined" in shown(statement(number, '\nnowhere', 'pyspark'))
plot = '\nimport matplotlib\nmatplotlib.use("agg")\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n%matplot plt'
assert shown(statement(number, plot, 'pyspark')).startswith('iVBOR')

found = good('POST', f'/sessions/{number}/completion', {'code': 'df.sho', 'kind': 'spark', 'cursor': 6})
assert found == {'candidates': ['show']}, found

# Cancelled right behind the submission, with an empty body, and polled to its end.
made = statement(number, '\nThread.sleep(20000)', 'spark', wait=False)
assert good('POST', f'/sessions/{number}/statements/{made["id"]}/cancel', '')['msg'] == 'canceled'
deadline = time.monotonic() + 10
while good('GET', f'/sessions/{number}/statements/{made["id"]}')['state'] != 'cancelled':
    assert time.monotonic() < deadline
    time.sleep(0.02)
assert shown(statement(number, '\n1 + 1', 'pyspark')) == '2'

assert good('GET', f'/sessions/{number}/log?size=1000')['log'] is not None
assert good('DELETE', f'/sessions/{number}') == {'msg': 'deleted'}
status, text = call('GET', f'/sessions/{number}/statements/0')
assert status == 404 and NOT_FOUND.fullmatch(text), (status, text)
print('zeppelin: ok')
