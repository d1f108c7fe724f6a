"""A small dbt project on dbt-spark-livy. Usage: livy_dbt.py URL TOKEN FOLDER, with FOLDER empty and ours."""

import pathlib
import subprocess
import sys

url, token, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
dbt = pathlib.Path(sys.executable).parent / 'dbt'

files = {
    'dbt_project.yml': """
name: garden
version: '1.0'
config-version: 2
profile: hearth
model-paths: [models]
seed-paths: [seeds]
""",
    'profiles.yml': f"""
config: {{send_anonymous_usage_stats: false}}
hearth:
  target: dev
  outputs:
    dev:
      type: spark_livy
      method: livy
      host: {url}
      auth: basic
      user: anybody
      password: {token}
      schema: garden
      threads: 1
      usage_tracking: false
""",
    'seeds/plants.csv': 'id,name,height\n1,oak,20.5\n2,fern,0.8\n3,rose,1.2\n',
    'models/tall.sql': "{{ config(materialized='table') }}\nselect id, name, height from {{ ref('plants') }} where height > 1\n",
    'models/names.sql': "select upper(name) as name from {{ ref('tall') }}\n",
    'models/schema.yml': """
version: 2
models:
  - name: tall
    columns:
      - name: id
        tests: [unique, not_null]
  - name: names
    columns:
      - name: name
        tests:
          - accepted_values: {values: [OAK, ROSE]}
""",
}
for name, text in files.items():
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text.lstrip('\n'))


def run(*words):
    done = subprocess.run(
        [dbt, '--no-use-colors', *words, '--project-dir', folder, '--profiles-dir', folder],
        cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240,
    )
    print(done.stdout)
    assert done.returncode == 0, (words, done.returncode)
    return done.stdout


run('debug')
# One command, since tables of the in-memory catalog live as long as the session does.
said = run('build')
assert 'Done. PASS=6 WARN=0 ERROR=0 SKIP=0 TOTAL=6' in said, said
(folder / 'models/wrong.sql').write_text('select nothing from nowhere\n')
failed = subprocess.run(
    [dbt, '--no-use-colors', 'run', '--select', 'wrong', '--project-dir', folder, '--profiles-dir', folder],
    cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240,
)
assert failed.returncode != 0 and 'TABLE_OR_VIEW_NOT_FOUND' in failed.stdout, failed.stdout
print('dbt: ok')
