"""Airflow's Livy hook and operator on batches. Usage: livy_airflow.py URL TOKEN GOOD_FILE BAD_FILE FOLDER; prints a line for each part that held."""

import os
import sys
from urllib.parse import urlsplit


def operator(**more):
    from airflow.providers.apache.livy.operators.livy import LivyOperator

    return LivyOperator(task_id='t', livy_conn_id='livy_default', polling_interval=1, durable=False, **more)


def main():
    url, token, good, bad, folder = sys.argv[1:]
    at = urlsplit(url)
    os.environ['AIRFLOW_HOME'] = folder
    os.environ['AIRFLOW__CORE__LOAD_EXAMPLES'] = 'False'
    os.environ['AIRFLOW_CONN_LIVY_DEFAULT'] = f'livy://anybody:{token}@{at.hostname}:{at.port}'

    from airflow.providers.apache.livy.hooks.livy import BatchState, LivyHook
    from airflow.providers.common.compat.sdk import AirflowException

    hook = LivyHook()
    batch = hook.post_batch(file=good, args=['7'], name='airflow-hook', conf={'spark.sql.shuffle.partitions': '2'})
    assert isinstance(batch, int), batch
    state = hook.get_batch_state(batch)
    assert state in (BatchState.STARTING, BatchState.RUNNING), state
    assert hook.get_batch(batch)['name'] == 'airflow-hook'
    assert hook.delete_batch(batch) == {'msg': 'deleted'}
    try:
        hook.get_batch(batch)
        raise SystemExit('a deleted batch was found')
    except AirflowException as e:
        assert '404' in str(e) or 'Unable to fetch' in str(e), e
    try:
        hook.post_batch(file='relative.py')
        raise SystemExit('a relative file was taken')
    except AirflowException as e:
        assert 'is not absolute' in str(e), e
    print('airflow hook: ok')

    done = operator(file=good, args=['7'], name='airflow-operator')
    number = done.execute({'ti': Task()})
    logs = hook.get_batch_logs(number, 0, 1000)
    assert 'counted 7' in '\n'.join(logs['log']), logs
    print('airflow operator: ok')

    try:
        operator(file=bad).execute({'ti': Task()})
        raise SystemExit('a batch that failed was a success')
    except AirflowException as e:
        assert 'did not succeed' in str(e) or 'dead' in str(e).lower(), e
    print('airflow failure: ok')

    killed = operator(file=good, args=['100000000000'], name='airflow-killed')
    killed._batch_id = killed.hook.post_batch(**killed.spark_params)
    killed.on_kill()
    names = [each['name'] for each in hook.run_method('/batches', 'GET').json()['sessions']]
    assert 'airflow-killed' not in names, names
    print('airflow kill: ok')


class Task:
    """What the operator asks of its task instance."""

    stats_tags: dict = {}

    def xcom_push(self, key, value):
        assert key == 'app_id', key


main()
