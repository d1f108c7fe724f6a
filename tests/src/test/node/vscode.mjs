// What VS Code's Jupyter extension asks of a remote server, in its order, with its headers and framing: its own first requests,
// then @jupyterlab/services with a fetch and a socket of its own, as in the extension.
// Usage: node vscode.mjs GATEWAY_URL TOKEN, in a folder whose node_modules has @jupyterlab/services and ws.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';

const require = createRequire(resolve(process.cwd(), 'package.json'));
const WebSocket = require('ws');
const { KernelManager, KernelSpecManager, ServerConnection, SessionManager } = require('@jupyterlab/services');

const [url, token] = process.argv.slice(2);
const baseUrl = url + '/';
const IDLE_WITHIN = 60_000; // the extension gives up then
const INTERRUPTED_WITHIN = 10_000;

const asked = []; // [method, path, status] of every request of the library
const sockets = [];

/** The extension's socket: the header besides the query, and a ping every 30 s. */
class ExtensionSocket extends WebSocket {
  constructor(address, protocols) {
    super(address, protocols, { headers: { Authorization: `token ${token}`, 'Content-Type': 'application/json' } });
    sockets.push(this);
    this.timer = setInterval(() => this.readyState === WebSocket.OPEN && this.ping(), 30_000);
    this.on('close', () => clearInterval(this.timer));
  }
}

async function extensionFetch(request, init) {
  const target = new URL(typeof request === 'string' ? request : request.url);
  const entry = [request.method ?? init?.method ?? 'GET', target.pathname, 0];
  asked.push(entry); // answers may overtake each other
  const answer = await fetch(request, init);
  entry[2] = answer.status;
  return answer;
}

const serverSettings = ServerConnection.makeSettings({
  baseUrl,
  wsUrl: baseUrl.replace('http', 'ws'),
  appUrl: '',
  token,
  appendToken: true,
  init: { cache: 'no-store', credentials: 'same-origin' },
  WebSocket: ExtensionSocket,
  fetch: extensionFetch,
  Request,
  Headers
});

/** Is it a JupyterHub, does it want a password? None of these has a token. */
async function beforeConnecting() {
  const hub = await fetch(baseUrl + 'hub/api');
  assert.equal(hub.status, 404);
  assert.match(hub.headers.get('content-type'), /json/);
  assert.equal(JSON.parse(await hub.text()).version, undefined);
  const root = await fetch(baseUrl, { redirect: 'follow' });
  assert.ok(root.status < 500, 'GET / answers ' + root.status);
  assert.doesNotMatch(root.url, /\/(login|lab)\?/);
  const tree = await fetch(baseUrl + 'tree?', { redirect: 'manual' });
  assert.equal(tree.status, 404, 'else the extension asks for a password');
  for (const method of ['GET', 'POST']) {
    const login = await fetch(baseUrl + 'login?', {
      method,
      redirect: 'manual',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: method === 'POST' ? 'password=' : undefined
    });
    assert.ok(login.status >= 400 && login.status < 500, `${method} /login answers ${login.status}`);
    assert.equal(login.headers.get('set-cookie'), null);
  }
  for (const path of ['api/kernels', 'api/kernelspecs', 'api/sessions']) {
    const refused = await fetch(baseUrl + path);
    assert.ok([401, 403].includes(refused.status), `${path} without a token answers ${refused.status}`);
    assert.equal(typeof JSON.parse(await refused.text()).message, 'string');
  }
  console.log('before connecting: ok');
}

function promised(within, what) {
  let done;
  const promise = new Promise((keep, fail) => {
    const timer = setTimeout(() => fail(new Error(`${what}: not within ${within} ms`)), within);
    done = value => { clearTimeout(timer); keep(value); };
  });
  return { promise, done };
}

async function status(kernel, wanted, within) {
  if (kernel.status === wanted) return;
  const { promise, done } = promised(within, wanted);
  const heard = (_, now) => now === wanted && done();
  kernel.statusChanged.connect(heard);
  await promise;
  kernel.statusChanged.disconnect(heard);
}

/** Runs a cell; what it prints goes to `heard` as well, while it runs. */
async function run(kernel, code, heard = () => {}) {
  const future = kernel.requestExecute({ code, silent: false, stop_on_error: true, allow_stdin: true, store_history: true });
  let text = '';
  future.onIOPub = message => {
    if (message.header.msg_type === 'stream') text += message.content.text;
    if (message.header.msg_type === 'execute_result') text += message.content.data['text/plain'];
    heard(text, message);
  };
  return { reply: (await future.done).content, text };
}

async function connectAndStart() {
  const specManager = new KernelSpecManager({ serverSettings });
  const kernelManager = new KernelManager({ serverSettings });
  // Both at once, before every start.
  await Promise.all([kernelManager.ready, specManager.ready]);
  const sessionManager = new SessionManager({ serverSettings, kernelManager });
  await sessionManager.ready;
  assert.ok(specManager.specs.kernelspecs['hearth-python'], 'hearth-python is offered');
  assert.ok(specManager.specs.kernelspecs[specManager.specs.default], 'the default is one of them');
  await sessionManager.refreshRunning();
  assert.equal([...sessionManager.running()].length, 0);

  const path = `/home/ada/trips-jvsc-${randomUUID()}.ipynb`; // need not exist
  const session = await sessionManager.startNew(
    { path, name: 'trips.ipynb', type: 'notebook', kernel: { name: 'hearth-python' } },
    { kernelConnectionOptions: { handleComms: true } });
  await status(session.kernel, 'idle', IDLE_WITHIN);
  const info = await session.kernel.info;
  assert.equal(info.language_info.name, 'python');
  assert.equal(sockets.at(-1).protocol, 'v1.kernel.websocket.jupyter.org');
  const model = [...sessionManager.running()].find(each => each.id === session.id);
  assert.equal(model.path, path);
  assert.match(model.kernel.last_activity, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/);
  assert.equal(typeof model.kernel.connections, 'number');
  console.log('connect and start: ok');
  return { session, sessionManager, kernelManager, specManager };
}

async function cells({ session }) {
  const kernel = session.kernel;
  assert.match((await run(kernel, 'print("hello")\n6 * 7')).text, /hello\n42/);
  // What the extension runs unseen when a notebook opens.
  const unseen = kernel.requestExecute({ code: 'import os as _os', silent: true, store_history: false });
  assert.equal((await unseen.done).content.status, 'ok');
  const completed = await kernel.requestComplete({ code: 'impor', cursor_pos: 5 });
  assert.ok(completed.content.matches.includes('import'));
  assert.ok((await kernel.requestInspect({ code: 'print', cursor_pos: 5, detail_level: 0 })).content.found);
  const failing = await run(kernel, '1 / 0');
  assert.equal(failing.reply.ename, 'ZeroDivisionError');

  // A widget: the extension keeps its state and answers its messages.
  const comms = [];
  kernel.registerCommTarget('jupyter.widget', (comm, opened) => { comms.push(opened.content.data.state); });
  const shown = await run(kernel, 'import ipywidgets\nslider = ipywidgets.IntSlider(value=3)\nslider');
  assert.equal(shown.reply.status, 'ok');
  assert.ok(comms.some(state => state._model_name === 'IntSliderModel' && state.value === 3));

  const { promise, done } = promised(IDLE_WITHIN, 'the cell begins');
  const sleeping = run(kernel, 'import time\nprint("asleep", flush=True)\ntime.sleep(600)', text => text.includes('asleep') && done());
  await promise;
  const begun = Date.now();
  await kernel.interrupt();
  assert.equal((await sleeping).reply.ename, 'KeyboardInterrupt');
  assert.ok(Date.now() - begun < INTERRUPTED_WITHIN);
  console.log('cells: ok');
}

const COUNT = 'import time\nfor i in range(40):\n    print(f"number {i:03d}", flush=True)\n    time.sleep(0.05)';

/** The network goes in the middle of a cell: the library opens another socket, and nothing of the cell is lost. */
async function reconnect({ session, sessionManager }) {
  const before = sockets.length;
  let cut = false;
  const ids = new Set();
  let text = '';
  const counted = await run(session.kernel, COUNT, (now, message) => {
    if (message.header.msg_type === 'stream' && !ids.has(message.header.msg_id)) { // what was in flight may come twice
      ids.add(message.header.msg_id);
      text += message.content.text;
    }
    if (!cut && now.includes('number 005')) {
      cut = true;
      sockets.at(-1).terminate();
    }
  });
  assert.equal(counted.reply.status, 'ok');
  assert.ok(sockets.length > before, 'another socket was opened');
  assert.deepEqual([...text.matchAll(/number (\d+)/g)].map(found => Number(found[1])), [...Array(40).keys()]);

  // Back after the window was closed: the session is found by its path, and the kernel as it was left.
  await sessionManager.refreshRunning();
  const model = [...sessionManager.running()].find(each => each.id === session.id);
  const other = sessionManager.connectTo({ model, kernelConnectionOptions: { handleComms: true } });
  await status(other.kernel, 'idle', IDLE_WITHIN);
  assert.match((await run(other.kernel, 'i')).text, /39/);
  other.dispose();
  console.log('reconnect: ok');
}

async function restartAndEnd({ session, sessionManager, kernelManager, specManager }) {
  await session.kernel.restart();
  await status(session.kernel, 'idle', IDLE_WITHIN);
  assert.equal((await run(session.kernel, 'slider')).reply.ename, 'NameError');
  const id = session.kernel.id;
  await session.shutdown();
  await kernelManager.refreshRunning();
  assert.ok(![...kernelManager.running()].some(model => model.id === id));
  for (const manager of [sessionManager, kernelManager, specManager]) manager.dispose();

  // An empty kernel name means the default one.
  const answer = await fetch(baseUrl + 'api/sessions', {
    method: 'POST',
    headers: { Authorization: `token ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ path: `default-${randomUUID()}.ipynb`, name: '', type: 'notebook', kernel: { name: '' } })
  });
  const started = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(started));
  assert.match(started.kernel.name, /^hearth-/);
  const gone = await fetch(baseUrl + 'api/sessions/' + started.id, { method: 'DELETE', headers: { Authorization: `token ${token}` } });
  assert.equal(gone.status, 204);
  // Older versions made an empty notebook first, and must be told in JSON that there is no such thing.
  const contents = await fetch(baseUrl + 'api/contents/', { method: 'POST', headers: { Authorization: `token ${token}` }, body: '{"type":"notebook"}' });
  assert.equal(contents.status, 404);
  assert.equal(typeof (await contents.json()).message, 'string');
  console.log('restart and end: ok');
}

/** The order in which the library asked, without what it polls. */
function order() {
  const bad = asked.filter(([, , code]) => code >= 400);
  assert.deepEqual(bad, []);
  const starts = asked.findIndex(([method, path]) => method === 'POST' && path === '/api/sessions');
  const lists = asked.findIndex(([method, path]) => method === 'GET' && path === '/api/sessions');
  assert.ok(lists >= 0 && lists < starts);
  const first = new Set(asked.slice(0, lists).map(([method, path]) => method + ' ' + path));
  assert.deepEqual([...first].sort(), ['GET /api/kernels', 'GET /api/kernelspecs']);
  assert.deepEqual(asked.filter(([method]) => method === 'POST').map(([, path, code]) => path.split('/').at(-1) + ' ' + code),
    ['sessions 201', 'interrupt 204', 'restart 200']);
  assert.ok(!asked.some(([, path]) => /contents|terminals|status|\/me$/.test(path)));
  console.log('order: ok');
}

try {
  await beforeConnecting();
  const connected = await connectAndStart();
  await cells(connected);
  await reconnect(connected);
  await restartAndEnd(connected);
  order();
  process.exit(0);
} catch (error) {
  console.error(error, asked);
  process.exit(1);
}
