"use strict";
(() => {
  const table = document.getElementById("outlets");
  const body = table.tBodies[0];
  const heads = [...table.querySelectorAll(".keys-row th")];
  // The first number of a cell is its figure: "−0.12", "36 %", "1,204".
  const value = (row, column) => {
    const cell = row.cells[column];
    if (column === 0) return cell.textContent.trim().toLocaleLowerCase();
    const shown = cell.querySelector("a, b");
    const number = shown ? parseFloat(shown.textContent.replace("−", "-").replace(/[,\s]/g, "")) : NaN;
    return Number.isNaN(number) ? null : number;
  };
  const sort = (head, column) => {
    const down = head.getAttribute("aria-sort") === "descending" || (!head.hasAttribute("aria-sort") && column === 0);
    const sign = down ? 1 : -1;
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "ascending" : "descending");
    const rows = [...body.rows].map((row) => ({ row, value: value(row, column) }));
    rows.sort((a, b) => {
      if (a.value === null || b.value === null) return (a.value === null) - (b.value === null);
      return a.value < b.value ? -sign : a.value > b.value ? sign : 0;
    });
    body.append(...rows.map((entry) => entry.row));
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(head, column));
    head.replaceChildren(button);
  });
})();
