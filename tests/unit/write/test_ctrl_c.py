"""Ctrl-C between any two lines of writing: it stays a Ctrl-C, and each file is old or new."""

import subprocess
import sys
from pathlib import Path

from mqttmesh.write import compare, write_tree
from tests.support.trees import contents, tree

OLD = {"compose": "old\n", "hub/acl": "old\n", "gone/acl": "old\n"}
NEW = {"compose": "new\n", "hub/acl": "new\n", "edge/trust/a": "new\n"}
STRIDE = 3

# Each render is a child of its own: what an interrupt leaves open, a lock too, ends with the process.
INTERRUPTED_AT_EACH_LINE = """
import os, sys
from itertools import count
from pathlib import Path
from mqttmesh import write
from tests.support.trees import tree

old, new, base, stride = eval(sys.argv[1]), eval(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
sources = str(Path(write.__file__).parent)

def render(out, lines_left):
    def trace(frame, event, argument):
        nonlocal lines_left
        if not frame.f_code.co_filename.startswith(sources):
            return None
        lines_left -= event == "line"
        if lines_left == 0:
            sys.settrace(None)
            raise KeyboardInterrupt
        return trace

    sys.settrace(trace)
    write.write_tree(tree(new), out)
    sys.settrace(None)

def outcome(out, lines_left):
    try:
        render(out, lines_left)
    except KeyboardInterrupt:
        return 130
    except BaseException:
        return 70
    return 0

for line in count(1, stride):
    out = base / str(line)
    write.write_tree(tree(old), out)
    child = os.fork()
    if child == 0:
        os._exit(outcome(out, line))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 130:
        sys.exit(status)
"""


def test_ctrl_c_at_any_line(tmp_path: Path) -> None:
    repository = Path(__file__).parents[3]
    arguments = [repr(OLD), repr(NEW), str(tmp_path), str(STRIDE)]
    subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT_EACH_LINE, *arguments], cwd=repository, check=True, timeout=120
    )
    outs = list(tmp_path.iterdir())
    assert len(outs) > 50
    for out in outs:
        left = {path: text for path, text in contents(out).items() if not path.startswith(".mqttmesh.")}
        assert set(left.items()) <= {*OLD.items(), *NEW.items()}
        assert OLD.keys() & NEW.keys() <= left.keys()
        write_tree(tree(NEW), out)
        assert contents(out) == NEW
        assert compare(tree(NEW), out).clean
