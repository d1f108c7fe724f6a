// @jupyterlab/services against a gateway: kernels, sessions, both framings.
// Usage: node services.mjs GATEWAY_URL TOKEN, in a folder whose node_modules has @jupyterlab/services and ws.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import assert from 'node:assert/strict';

const require = createRequire(resolve(process.cwd(), 'package.json'));
const WebSocket = require('ws');
const { KernelManager, KernelSpecManager, ServerConnection, SessionManager, KernelAPI, SessionAPI } = require('@jupyterlab/services');

const [baseUrl, token] = process.argv.slice(2);

const sockets = [];

class OfferingWebSocket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols);
    sockets.push(this);
  }
}

class LegacyWebSocket extends WebSocket {
  constructor(url) {
    super(url);
    sockets.push(this);
  }
}

function settings(webSocket) {
  return ServerConnection.makeSettings({
    baseUrl: baseUrl + '/',
    wsUrl: baseUrl.replace('http', 'ws') + '/',
    token,
    appendToken: true,
    WebSocket: webSocket,
    fetch,
    Request,
    Headers
  });
}

async function run(kernel, code, expected) {
  const future = kernel.requestExecute({ code, stop_on_error: true });
  let text = '';
  const types = [];
  future.onIOPub = message => {
    types.push(message.header.msg_type === 'status' ? message.content.execution_state : message.header.msg_type);
    if (message.header.msg_type === 'stream') text += message.content.text;
    if (message.header.msg_type === 'execute_result') text += message.content.data['text/plain'];
  };
  const reply = await future.done;
  assert.equal(reply.content.status, 'ok', JSON.stringify(reply.content));
  assert.equal(types[0], 'busy');
  assert.equal(types.at(-1), 'idle');
  assert.equal(types.filter(type => type === 'execute_input').length, 1);
  assert.match(text, expected);
}

async function exercise(label, webSocket) {
  const serverSettings = settings(webSocket);
  const specs = await new KernelSpecManager({ serverSettings }).refreshSpecs().then(() => KernelSpecAPI(serverSettings));
  assert.ok(specs.kernelspecs['hearth-python'], 'hearth-python is offered');
  const manager = new KernelManager({ serverSettings });
  await manager.ready;
  const kernel = await manager.startNew({ name: 'hearth-python' });
  const info = await kernel.info;
  assert.equal(info.protocol_version.split('.')[0], '5');
  await run(kernel, 'print("hello " + "there"); 6 * 7', /hello there\n42/);
  await run(kernel, '%%sql\nselect 40 + 2 as answer', /42/);

  const failing = await kernel.requestExecute({ code: '1/0' }).done;
  assert.equal(failing.content.status, 'error');
  assert.equal(failing.content.ename, 'ZeroDivisionError');

  const completion = await kernel.requestComplete({ code: 'impor', cursor_pos: 5 });
  assert.ok(completion.content.matches.includes('import'));
  const complete = await kernel.requestIsComplete({ code: 'for x in y:' });
  assert.equal(complete.content.status, 'incomplete');
  const inspected = await kernel.requestInspect({ code: 'print', cursor_pos: 5, detail_level: 0 });
  assert.ok(inspected.content.found);
  const history = await kernel.requestHistory({ hist_access_type: 'tail', n: 5, output: false, raw: true });
  assert.ok(history.content.history.length >= 2);

  const asked = kernel.requestExecute({ code: 'name = input("who? "); print("hi", name)', allow_stdin: true });
  let greeting = '';
  asked.onStdin = message => {
    assert.equal(message.content.prompt, 'who? ');
    kernel.sendInputReply({ value: 'Ada', status: 'ok' }, message.header);
  };
  asked.onIOPub = message => {
    if (message.header.msg_type === 'stream') greeting += message.content.text;
  };
  assert.equal((await asked.done).content.status, 'ok');
  assert.match(greeting, /hi Ada/);

  const sleeping = kernel.requestExecute({ code: 'import time\ntime.sleep(60)' });
  await new Promise(done => { sleeping.onIOPub = m => m.header.msg_type === 'execute_input' && done(); });
  await kernel.interrupt();
  assert.equal((await sleeping.done).content.ename, 'KeyboardInterrupt');
  await run(kernel, '"still here"', /still here/);

  const twin = manager.connectTo({ model: kernel.model });
  await twin.info;
  const seen = new Promise(done => {
    twin.anyMessage.connect((_, args) => {
      if (args.direction === 'recv' && args.msg.header.msg_type === 'stream' && args.msg.content.text.includes('shared')) done();
    });
  });
  await run(kernel, 'print("shared")', /shared/);
  await seen;
  twin.dispose();

  if (label === 'v1') {
    await kernel.restart();
    await run(kernel, 'try:\n    name\nexcept NameError:\n    print("forgotten")', /forgotten/);
  }
  const spoken = label === 'v1' ? 'v1.kernel.websocket.jupyter.org' : '';
  assert.ok(sockets.length > 0);
  assert.deepEqual([...new Set(sockets.map(socket => socket.protocol))], [spoken]);
  console.log(label, 'ok');

  await driverDies(kernel);
  console.log(label, 'death ok');
  await kernel.shutdown();
  manager.dispose();
  sockets.length = 0;
}

// One cell runs and one waits when the driver is killed: both futures end, and the kernel is usable after a restart.
async function driverDies(kernel) {
  let pid = '';
  const asking = kernel.requestExecute({ code: 'import os; print(os.getppid())' });
  asking.onIOPub = message => {
    if (message.header.msg_type === 'stream') pid += message.content.text;
  };
  await asking.done;
  const running = kernel.requestExecute({ code: 'import time\ntime.sleep(120)' }, false);
  const errors = [];
  const begun = new Promise(done => {
    running.onIOPub = message => {
      if (message.header.msg_type === 'execute_input') done();
      if (message.header.msg_type === 'error') errors.push(message.content.ename);
    };
  });
  const queued = kernel.requestExecute({ code: '1 + 1' }, false);
  await begun;
  process.kill(Number(pid.trim()), 'SIGKILL');
  const ends = await Promise.all([running.done, queued.done]);
  assert.deepEqual(ends.map(end => end.content.status), ['error', 'aborted']);
  assert.equal(ends[0].content.ename, 'DriverDied');
  assert.deepEqual(errors, ['DriverDied']);
}

async function KernelSpecAPI(serverSettings) {
  const { KernelSpecAPI } = require('@jupyterlab/services');
  return KernelSpecAPI.getSpecs(serverSettings);
}

async function sessions() {
  const serverSettings = settings(WebSocket);
  const kernelManager = new KernelManager({ serverSettings });
  const manager = new SessionManager({ serverSettings, kernelManager });
  await manager.ready;
  const session = await manager.startNew({ name: 'one.ipynb', path: 'one.ipynb', type: 'notebook', kernel: { name: 'hearth-python' } });
  await run(session.kernel, '1 + 1', /2/);
  const again = await SessionAPI.startSession({ name: 'one.ipynb', path: 'one.ipynb', type: 'notebook', kernel: { name: 'hearth-python' } }, serverSettings);
  assert.equal(again.id, session.id);
  await session.setPath('two.ipynb');
  const listed = await SessionAPI.listRunning(serverSettings);
  assert.ok(listed.some(model => model.id === session.id && model.path === 'two.ipynb'));
  assert.ok((await KernelAPI.listRunning(serverSettings)).some(model => model.id === session.kernel.id));
  const id = session.id;
  await session.shutdown();
  assert.ok(!(await SessionAPI.listRunning(serverSettings)).some(model => model.id === id));
  manager.dispose();
  kernelManager.dispose();
  console.log('sessions ok');
}

try {
  await exercise('v1', OfferingWebSocket);
  await exercise('legacy', LegacyWebSocket);
  await sessions();
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
