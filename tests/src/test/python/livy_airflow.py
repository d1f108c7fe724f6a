"""Airflow's Livy hook and operator. Usage: livy_airflow.py URL TOKEN OK_FILE FAIL_FILE LONG_FILE, with AIRFLOW_HOME in an empty folder."""

import os
import sys
import urllib.parse

url, token, good, bad, long = sys.argv[1:]
place = urllib.parse.urlsplit(url)
os.environ['AIRFLOW_CONN_LIVY_DEFAULT'] = f'livy://anybody:{token}@{place.hostname}:{place.port}'

from airflow.providers.apache.livy.hooks.livy import BatchState, LivyHook  # noqa: E402
from airflow.providers.apache.livy.operators.livy import LivyOperator  # noqa: E402

hook = LivyHook(livy_conn_id='livy_default')
batch = hook.post_batch(file=good, args=['7'], name='airflow', conf={'spark.sql.shuffle.partitions': '2'})
assert isinstance(batch, int), batch
while hook.get_batch_state(batch) not in hook.TERMINAL_STATES:
    pass
assert hook.get_batch_state(batch) == BatchState.SUCCESS
hook.dump_batch_logs(batch)
assert hook.get_batch(batch)['id'] == batch and 'appId' in hook.get_batch(batch)
hook.delete_batch(batch)
print('airflow hook: ok')


class Context(dict):
    """As much of a task's context as the operator uses."""

    def __missing__(self, name):
        return self.setdefault(name, Stub())


class Stub:
    def xcom_push(self, *args, **kwargs):
        pass

    def xcom_pull(self, *args, **kwargs):
        return None


operator = LivyOperator(task_id='good', file=good, args=['7'], polling_interval=1)
operator.execute(Context())
print('airflow operator: ok')
try:
    LivyOperator(task_id='bad', file=bad, polling_interval=1).execute(Context())
except Exception as e:
    assert 'did not succeed' in str(e), e
else:
    raise AssertionError('a batch that fails is a task that succeeds')
print('airflow failure: ok')
slow = LivyOperator(task_id='long', file=long, polling_interval=0)
slow.execute(Context())
slow.kill()
print('airflow kill: ok')
