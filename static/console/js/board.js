// The board: which figure the map shows, one district at a time, sorted columns, and what can be done in a dialog.

const board = document.querySelector(".board");
let chosen = "";
let sorted = { by: "order", ascending: false };

// One district: the map, the table and the lists show which

function outline(name, code) {
  board.querySelector(`[data-outline=${name}]`).setAttribute("href", code ? `#outline-${code}` : "");
}

function showFocus() {
  const focused = document.activeElement?.closest("[data-district]:focus-visible");
  outline("focused", focused?.dataset.district);
}

function showChosen() {
  outline("chosen", board.querySelector(`[data-district="${chosen}"]`) && chosen);
  for (const shape of board.querySelectorAll("[data-district]")) {
    shape.setAttribute("aria-pressed", String(shape.dataset.district === chosen));
  }
  for (const row of board.querySelectorAll("[data-office]")) {
    row.classList.toggle("chosen", row.dataset.office === chosen);
  }
  for (const row of board.querySelectorAll("[data-of]")) row.hidden = chosen !== "" && row.dataset.of !== chosen;
  for (const list of board.querySelectorAll("[data-empty]")) {
    const empty = [...list.children].every((row) => row.hidden);
    list.classList.toggle("nothing-here", empty);
  }
  board.querySelector("[data-shows-all]").hidden = chosen === "";
}

function choose(code) {
  chosen = chosen === code ? "" : code;
  showChosen();
  board.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
}

function showMetric() {
  for (const button of board.querySelectorAll("[data-shows]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shows === board.dataset.metric));
  }
}

// Sorted columns

function sort() {
  const body = board.querySelector("[data-sortable] tbody");
  const { by, ascending } = sorted;
  for (const head of board.querySelectorAll("[data-sort]")) {
    if (head.dataset.sort === by) head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }
  const rows = [...body.rows];
  const compare =
    by === "name"
      ? (one, other) => one.dataset.name.localeCompare(other.dataset.name, document.documentElement.lang)
      : (one, other) => Number(one.dataset[by]) - Number(other.dataset[by]);
  rows.sort((one, other) => compare(one, other) * (ascending ? 1 : -1));
  if (rows.some((row, index) => body.rows[index] !== row)) body.append(...rows);
}

board.addEventListener("click", (event) => {
  if (event.target.closest("a, form")) return;
  const shape = event.target.closest("[data-district]");
  const office = event.target.closest("[data-office]");
  const shows = event.target.closest("[data-shows]");
  const head = event.target.closest("[data-sort]");
  if (shape) choose(shape.dataset.district);
  else if (office) choose(office.dataset.office);
  else if (event.target.closest("[data-shows-all]")) choose(chosen);
  else if (shows) {
    board.dataset.metric = shows.dataset.shows;
    showMetric();
  } else if (head) {
    const by = head.dataset.sort;
    sorted = { by, ascending: sorted.by === by ? !sorted.ascending : by === "name" };
    sort();
  }
});

board.addEventListener("focusin", showFocus);
board.addEventListener("focusout", () => outline("focused", ""));
board.addEventListener("keydown", (event) => {
  const shape = event.target.closest("[data-district]");
  if (!shape || !["Enter", "Space"].includes(event.code)) return;
  event.preventDefault();
  choose(shape.dataset.district);
});

// A dialog with what can be done: it opens with its content, and closes when something was done

const dialog = document.getElementById("board-dialog");

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "board-dialog-body" && !dialog.open) dialog.showModal();
});
document.body.addEventListener("board-acted", () => dialog.close());
document.body.addEventListener("announced", () => {
  if (dialog.open) dialog.close();
  document.querySelector("[data-clears-after-sending]")?.reset();
});

// A formula is shown when something leads to it

function unfold() {
  const formula = location.hash.startsWith("#formula-") && document.getElementById(location.hash.slice(1));
  if (!formula) return;
  formula.closest("details").open = true;
  formula.scrollIntoView({ block: "center" });
}

window.addEventListener("hashchange", unfold);
unfold();

function settle() {
  showChosen();
  showFocus();
  showMetric();
  sort();
}

document.body.addEventListener("htmx:afterSettle", settle);
settle();
