"""Decides what the one script of the HTML report does: it sorts tables by the column whose head is pressed."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

SCRIPT = """
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    const isNumber = head.classList.contains("number");
    const value = (row) => {
      const text = row.cells[column].textContent;
      return isNumber ? Number.parseFloat(text.replaceAll(",", "")) || 0 : text;
    };
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      const isUp = before ? before === "descending" : !isNumber;
      const compare = (a, b) => isNumber ? value(a) - value(b) : value(a).localeCompare(value(b));
      const rows = [...body.rows].sort((a, b) => (isUp ? compare(a, b) : compare(b, a)));
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      body.append(...rows);
    });
  });
}
"""

SOURCE = f"'sha256-{b64encode(sha256(SCRIPT.encode()).digest()).decode()}'"
"""By this name the browser is told that it may run this script, and no other."""
