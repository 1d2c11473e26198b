"""Runs a notebook: `run_notebook.py NAME.ipynb`, with the Python of notebooks/requirements.txt.

Prints JSON: `pair`, if NAME.py beside it has the same cells, and `said`, what each cell printed.
"""

import json
import sys
from pathlib import Path

import jupytext
from nbclient import NotebookClient


def main(name: str) -> None:
    """Run it in its folder, with the kernel of this Python."""
    notebook = jupytext.read(name)
    pair = jupytext.read(Path(name).with_suffix(".py"))
    cells = [[(cell.cell_type, cell.source) for cell in each.cells] for each in (notebook, pair)]
    folder = {"metadata": {"path": str(Path(name).parent)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=folder).execute()
    said = [
        "".join(each.text for each in cell.outputs if each.get("name") == "stdout")
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    print(json.dumps({"pair": cells[0] == cells[1], "said": said}))


if __name__ == "__main__":
    main(sys.argv[1])
