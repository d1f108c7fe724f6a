"""What a notebook that was run must show, by the tags of its cells. As a program it checks itself.

Every code cell has one of these tags, so that none is left out by mistake:
  compare           its outputs are the stored ones, and there are some
  shows:WORD        its outputs have a MIME type, stream or error of that name; what differs from run to run is not compared
  silent            it has no outputs
  raises-exception  it fails, and may have one of the others besides
"""

import json
import unittest


def tags(cell):
    return cell.metadata.get("tags", [])


def shown(cell):
    """Outputs without what differs from run to run; the parts of one stream are one text."""
    found = []
    for output in cell.outputs:
        output = json.loads(json.dumps(output))
        output.pop("execution_count", None)
        output.pop("transient", None)
        if output["output_type"] == "stream" and found and found[-1].get("name") == output["name"]:
            found[-1]["text"] += output["text"]
        else:
            found.append(output)
    return found


def words(cell):
    """What the outputs of a cell can be named by."""
    found = set()
    for output in cell.outputs:
        found |= {output["output_type"], output.get("name"), output.get("ename"), *output.get("data", {})}
    return found


def complaints(stored, ran):
    """What is wrong with a cell that was run, one sentence each."""
    found = []
    asked = tags(stored)
    if not any(tag in ("compare", "silent", "raises-exception") or tag.startswith("shows:") for tag in asked):
        found.append("has no tag that says what it must show")
    if ("raises-exception" in asked) != ("error" in words(ran)):
        found.append("fails, which it must not" if "error" in words(ran) else "does not fail")
    if "silent" in asked and ran.outputs:
        found.append(f"shows something: {shown(ran)}")
    for tag in asked:
        if tag.startswith("shows:") and tag[6:] not in words(ran):
            found.append(f"shows no {tag[6:]}: {shown(ran)}")
    if "compare" in asked:
        if not stored.outputs or not ran.outputs:
            found.append("has nothing to compare")
        if shown(stored) != shown(ran):
            found.append(f"shows\n  {shown(ran)}\nand not, as is stored,\n  {shown(stored)}")
    return found


class CheckTest(unittest.TestCase):
    def cell(self, *outputs, tags=("compare",)):
        from nbformat.v4 import new_code_cell

        return new_code_cell("code", outputs=list(outputs), metadata={"tags": list(tags)})

    def stream(self, text, name="stdout"):
        from nbformat.v4 import new_output

        return new_output("stream", text=text, name=name)

    def error(self):
        from nbformat.v4 import new_output

        return new_output("error", ename="ValueError", evalue="no", traceback=[])

    def plot(self):
        from nbformat.v4 import new_output

        return new_output("display_data", {"image/png": "aGVsbG8="})

    def test_same_outputs_pass(self):
        ran = self.cell(self.stream("a"), self.stream("b"))
        self.assertEqual(complaints(self.cell(self.stream("ab")), ran), [])

    def test_other_outputs_are_found(self):
        self.assertEqual(len(complaints(self.cell(self.stream("a")), self.cell(self.stream("b")))), 1)
        self.assertEqual(len(complaints(self.cell(self.stream("a")), self.cell(self.stream("a", "stderr")))), 1)
        self.assertEqual(len(complaints(self.cell(self.stream("a")), self.cell(self.stream("a"), self.plot()))), 1)

    def test_missing_outputs_are_found(self):
        self.assertEqual(complaints(self.cell(), self.cell()), ["has nothing to compare"])
        self.assertIn("has nothing to compare", complaints(self.cell(self.stream("a")), self.cell()))
        plot = self.cell(tags=["shows:image/png"])
        self.assertEqual(complaints(plot, self.cell(self.plot())), [])
        self.assertEqual(len(complaints(plot, self.cell())), 1)
        self.assertEqual(len(complaints(plot, self.cell(self.stream("a")))), 1)

    def test_a_cell_without_a_tag_is_found(self):
        self.assertEqual(len(complaints(self.cell(tags=[]), self.cell(self.stream("a")))), 1)

    def test_silence_is_kept(self):
        self.assertEqual(complaints(self.cell(tags=["silent"]), self.cell()), [])
        self.assertEqual(len(complaints(self.cell(tags=["silent"]), self.cell(self.stream("a")))), 1)

    def test_errors_are_where_they_must_be(self):
        failing = self.cell(tags=["raises-exception"])
        self.assertEqual(complaints(failing, self.cell(self.error())), [])
        self.assertEqual(complaints(failing, self.cell()), ["does not fail"])
        self.assertEqual(len(complaints(self.cell(tags=["shows:image/png"]), self.cell(self.plot(), self.error()))), 1)
        other = self.cell(tags=["raises-exception", "shows:KeyError"])
        self.assertEqual(len(complaints(other, self.cell(self.error()))), 1)


if __name__ == "__main__":
    unittest.main()
