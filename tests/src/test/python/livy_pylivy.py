"""pylivy on sessions and batches. Usage: livy_pylivy.py URL TOKEN [BATCH_FILE]; prints a line for each part that held."""

import sys

import pandas
import requests
from livy import LivyBatch, LivySession
from livy.client import LivyClient
from livy.models import OutputStatus, SessionKind, SessionState

AWKWARD = ['plain', 'two\nlines', 'quote "x"', "apostrophe 'y'", 'back\\slash', 'ünïcode 日本語', '$dollar ${x}', '%s {}']


def said(session, code):
    output = session.run(code)
    assert output.status == OutputStatus.OK, output
    return output.text


def scala(url, auth):
    with LivySession.create(url, auth=auth, kind=SessionKind.SPARK, echo=False, check=False) as session:
        assert session.state == SessionState.IDLE
        assert said(session, 'println("foo")') == 'foo\n'
        assert said(session, 'val n = spark.range(100).count()') == 'n: Long = 100\n'
        assert 'res' in said(session, 'n') and said(session, 'n').endswith(': Long = 100\n')
        failed = session.run('1 / 0')
        assert failed.status == OutputStatus.ERROR and failed.ename == 'Error', failed
        assert failed.evalue == 'java.lang.ArithmeticException: / by zero', failed.evalue
        said(session, 'val df = spark.range(3).selectExpr("id", "id * 2 as twice")')
        frame = session.download('df')
        assert frame.to_dict('list') == {'id': [0, 1, 2], 'twice': [0, 2, 4]}, frame
        session.upload('given', pandas.DataFrame({'text': AWKWARD, 'n': range(len(AWKWARD))}))
        back = session.download('given').sort_values('n')
        assert list(back['text']) == AWKWARD, back
    print('pylivy scala: ok')


def python(url, auth):
    session = LivySession.create(url, auth=auth, kind=SessionKind.PYSPARK, echo=False, check=False, name='pylivy-python')
    with session:
        assert said(session, 'print("foo")') == 'foo'
        assert said(session, '1 + 1') == '2'
        failed = session.run('raise ValueError("boom")')
        assert (failed.ename, failed.evalue) == ('ValueError', 'boom'), failed
        assert failed.traceback[0] == 'Traceback (most recent call last):\n', failed.traceback
        said(session, 'df = spark.range(3).selectExpr("id", "cast(id as string) as text")')
        assert session.download('df').to_dict('list') == {'id': [0, 1, 2], 'text': ['0', '1', '2']}
        session.upload('given', pandas.DataFrame({'text': AWKWARD, 'n': range(len(AWKWARD))}))
        assert list(session.download('given').sort_values('n')['text']) == AWKWARD
    found = requests.get(f'{url}/session/{session.session_id}', auth=auth, timeout=10)
    assert found.status_code == 404, found
    assert LivyClient(url, auth=auth).get_session(session.session_id) is None
    print('pylivy python: ok')


def sql(url, auth):
    with LivySession.create(url, auth=auth, kind=SessionKind.SQL, echo=False, check=False) as session:
        frame = session.download_sql("select id, id / 2 as half, cast(id as decimal(30, 10)) as exact from range(3)")
        assert list(frame.columns) == ['id', 'half', 'exact'], frame
        assert list(frame['half']) == [0.0, 0.5, 1.0], frame
        session.run('create or replace temp view v as select 1 as one')
        assert session.download_sql('select * from v')['one'].tolist() == [1]
        failed = session.run('select * from nowhere')
        assert failed.ename == 'Error' and 'TABLE_OR_VIEW_NOT_FOUND' in failed.evalue, failed
    print('pylivy sql: ok')


def batch(url, auth, file):
    made = LivyBatch.create(url, file=file, args=['7'], auth=auth, name='pylivy-batch')
    made.wait()
    log = '\n'.join(made.log())
    assert made.state == SessionState.SUCCESS, (made.state, log)
    assert 'counted 7' in log, log
    made.kill()
    print('pylivy batch: ok')


def main():
    url, token, *files = sys.argv[1:]
    auth = ('anybody', token)
    assert requests.get(url, auth=auth, timeout=10).status_code == 200
    scala(url, auth)
    python(url, auth)
    sql(url, auth)
    for file in files:
        batch(url, auth, file)


main()
