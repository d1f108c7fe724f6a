// Writes the golden frames that @jupyterlab/services 7.6.6 makes. Run: node make_golden.mjs ../resources/golden
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const require = createRequire(resolve(process.cwd(), 'package.json'));
const { serialize } = require('@jupyterlab/services/lib/kernel/serialize');

const out = process.argv[2];
const header = (msg_type, msg_id) => ({
  date: '2026-11-22T15:04:05.123Z',
  msg_id,
  msg_type,
  session: 'lab-1',
  username: 'ada',
  version: '5.2',
  subshell_id: null
});
const execute = {
  buffers: [],
  channel: 'shell',
  content: { silent: false, store_history: true, user_expressions: {}, allow_stdin: true, stop_on_error: false, code: 'val π = 3' },
  header: header('execute_request', 'lab-e1'),
  metadata: { trusted: true },
  parent_header: {}
};
const comm = {
  buffers: [new Uint8Array([1, 2, 3]).buffer, new Uint8Array([]).buffer],
  channel: 'shell',
  content: { comm_id: 'w', data: { method: 'update' } },
  header: header('comm_msg', 'lab-c1'),
  metadata: {},
  parent_header: {}
};
const v1 = 'v1.kernel.websocket.jupyter.org';
for (const [name, message] of [['execute_request', execute], ['comm_msg', comm]]) {
  writeFileSync(join(out, `jupyterlab-v1-${name}.bin`), Buffer.from(serialize(message, v1)));
  const legacy = serialize(message, '');
  writeFileSync(join(out, `jupyterlab-legacy-${name}.${typeof legacy === 'string' ? 'json' : 'bin'}`), Buffer.from(legacy));
}
