// The board: clocks that run between two refreshes, which figure the map shows, one district at a time, sorted columns.

const board = document.querySelector(".board");
const starts = new WeakMap();
const DAY_SECONDS = 86400;
let chosen = "";
let sorted = { by: "waiting", ascending: false };

// Clocks: data-elapsed holds the seconds at the moment the server sent them

function startOf(element) {
  const sent = element.dataset.elapsed;
  const known = starts.get(element);
  if (known && known.sent === sent) return known.at;
  const at = performance.now() - Number(sent) * 1000;
  starts.set(element, { sent, at });
  return at;
}

function twoDigits(number) {
  return String(number).padStart(2, "0");
}

function tick() {
  for (const element of board.querySelectorAll("[data-elapsed]")) {
    const seconds = Math.max(0, Math.floor((performance.now() - startOf(element)) / 1000));
    if (seconds >= DAY_SECONDS) continue;
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const rest = twoDigits(seconds % 60);
    element.textContent = hours ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
  }
}

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

function settle() {
  tick();
  showChosen();
  showFocus();
  showMetric();
  sort();
}

document.body.addEventListener("htmx:afterSettle", settle);
setInterval(tick, 1000);
settle();
