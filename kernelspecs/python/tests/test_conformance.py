"""Jupyter's own tests of kernels, on a kernel that the provisioner makes."""

import jupyter_kernel_test
import pytest


@pytest.mark.usefixtures("specs")
class TestPython(jupyter_kernel_test.KernelTests):
    kernel_name = "hearth-test"
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('careful', file=sys.stderr)"
    completion_samples = [
        {"text": "import itertools; itertools.zip_l", "matches": {"zip_longest"}},
        {"text": "'a'.isalph", "matches": {"isalpha"}},
    ]
    complete_code_samples = ["1", "print('hello, world')", "def f(x):\n  return x*2\n\n\n", "%matplotlib inline"]
    incomplete_code_samples = ["print('''hello", "def f(x):\n  x*2", "for i in [1,"]
    invalid_code_samples = ["import = 7q", "1 +* 2"]
    code_page_something = "print?"
    code_generate_error = "raise ValueError('no')"
    code_execute_result = [{"code": "6*7", "result": "42"}, {"code": "'a'.upper()", "result": "'A'"}]
    code_display_data = [{"code": "from IPython.display import HTML, display; display(HTML('<b>bold</b>'))", "mime": "text/html"}]
    code_history_pattern = "6?7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output; clear_output()"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kc.execute("1")  # the driver is up behind it
        cls.kc.get_shell_msg(timeout=90)


@pytest.mark.usefixtures("specs")
class TestWelcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "hearth-test"
    support_iopub_welcome = True
