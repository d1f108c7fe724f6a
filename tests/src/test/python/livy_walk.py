"""pylivy, sparkmagic and jupyter_server's gateway client at once in one session. Usage: livy_walk.py URL TOKEN PATH_TOKEN FOLDER"""

import asyncio
import json
import os
import sys

url, token, path_token, folder = sys.argv[1:]
os.environ['JUPYTER_GATEWAY_URL'] = f'{url}/t/{path_token}'
os.environ['JUPYTER_GATEWAY_AUTH_TOKEN'] = token
os.environ['SPARKMAGIC_CONF_DIR'] = folder
os.environ['IPYTHONDIR'] = folder
with open(os.path.join(folder, 'config.json'), 'w') as config:
    json.dump({'logging_config': {'version': 1}}, config)

import requests  # noqa: E402
from jupyter_server.gateway.gateway_client import GatewayClient  # noqa: E402
from jupyter_server.gateway.managers import GatewayKernelManager  # noqa: E402
from livy import LivySession  # noqa: E402
from livy.models import SessionKind  # noqa: E402
from sparkmagic.auth.basic import Basic  # noqa: E402
from sparkmagic.livyclientlib.command import Command  # noqa: E402
from sparkmagic.livyclientlib.endpoint import Endpoint  # noqa: E402
from sparkmagic.livyclientlib.sparkcontroller import SparkController  # noqa: E402

gateway = GatewayClient.instance()
gateway.url = os.environ['JUPYTER_GATEWAY_URL']
gateway.auth_token = token
auth = ('anybody', token)


class Quiet:
    """Where the controller shows things; nobody looks."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: None


class Login:
    user, password, url = 'anybody', token, url


async def execute(client, code):
    """What a cell of the gateway client printed and gave."""
    request = client.execute(code)
    shown = []
    while True:
        message = await client.get_iopub_msg(timeout=60)
        if message['parent_header'].get('msg_id') != request:
            others.append(message)
            continue
        content = message['content']
        if message['msg_type'] == 'stream':
            shown.append(content['text'])
        elif message['msg_type'] == 'execute_result':
            shown.append(content['data']['text/plain'])
        elif message['msg_type'] == 'status' and content['execution_state'] == 'idle':
            return ''.join(shown)


others = []


async def walk():
    pylivy = LivySession.create(url, auth=auth, kind=SessionKind.PYSPARK, echo=False, name='walk')
    pylivy.wait()
    kernels = requests.get(f'{url}/api/kernels', auth=auth, timeout=10).json()
    assert len(kernels) == 1, kernels
    manager = GatewayKernelManager()
    await manager.start_kernel(kernel_id=kernels[0]['id'])
    jupyter = manager.client()
    await jupyter.start_channels() if asyncio.iscoroutinefunction(jupyter.start_channels) else jupyter.start_channels()
    await jupyter.wait_for_ready(timeout=60)
    controller = SparkController(Quiet())
    endpoint = Endpoint(url, Basic(Login))
    magic = next(each for each in controller.get_all_sessions_endpoint(endpoint) if each.id == pylivy.session_id)
    magic.status = 'idle'

    assert pylivy.run('shared = 1').text == ''
    assert await execute(jupyter, 'shared += 10\nshared') == '11'
    ok, text, _ = Command('shared += 100\nprint(shared)').execute(magic)
    assert ok and text == '111', text
    assert pylivy.run('shared').text == '111'
    statements = requests.get(f'{url}/sessions/walk/statements', auth=auth, timeout=10).json()
    codes = [each['code'] for each in statements['statements']]
    assert codes == ['shared = 1', 'shared += 10\nshared', 'shared += 100\nprint(shared)', 'shared'], codes
    assert statements['statements'][1]['output']['data'] == {'text/plain': '11'}, statements
    assert await execute(jupyter, 'print("last")') == 'last\n'
    inputs = [each['content']['code'] for each in others if each['msg_type'] == 'execute_input']
    assert 'shared += 100\nprint(shared)' in inputs, inputs
    jupyter.stop_channels()
    magic.delete()
    assert requests.get(f'{url}/api/kernels', auth=auth, timeout=10).json() == []
    print('walk: ok')


asyncio.run(walk())
