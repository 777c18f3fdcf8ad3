// The worklist under the hands: J and K go through the rows, the open one is marked, what is typed is kept for each
// complaint until it is sent (in this tab only).

const EDITABLE = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const DRAFTS = "work-draft:";
const home = document.querySelector("[data-home]").dataset.home;
let current = "";

function rows() {
  return [...document.querySelectorAll("[data-row]")];
}

function openComplaint() {
  return document.querySelector("[data-complaint]")?.dataset.complaint ?? "";
}

function mark() {
  const open = openComplaint();
  for (const row of rows()) {
    if (row.dataset.row === open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

function step(direction) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row === document.activeElement || row.dataset.row === (current || openComplaint()));
  const next = all[Math.min(Math.max(at + direction, 0), all.length - 1)];
  current = next.dataset.row;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", (event) => {
  current = event.target.closest?.("[data-row]")?.dataset.row ?? current;
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(EDITABLE) || document.querySelector("dialog[open]")) return;
  const inList = event.target === document.body || event.target.closest("#work-list");
  const letters = localStorage.getItem("shortcuts") !== "off";
  const direction =
    (letters && { KeyJ: 1, KeyK: -1 }[event.code]) || (inList && { ArrowDown: 1, ArrowUp: -1 }[event.code]);
  if (!direction || event.shiftKey) return;
  event.preventDefault();
  step(direction);
});

// What is typed

function fields() {
  return [...document.querySelectorAll("#actions [data-draft-field]")];
}

function draftKey() {
  return DRAFTS + document.getElementById("actions")?.dataset.drafts;
}

function initial(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  return [...field.options].find((option) => option.defaultSelected)?.value ?? "";
}

function typed(field) {
  return field.value !== initial(field);
}

function drafts() {
  return JSON.parse(sessionStorage.getItem(draftKey()) ?? "{}");
}

function keepDrafts() {
  const kept = drafts();
  for (const field of fields()) {
    if (typed(field)) kept[field.id] = field.value;
    else delete kept[field.id];
  }
  sessionStorage.setItem(draftKey(), JSON.stringify(kept));
}

function restoreDrafts() {
  const kept = drafts();
  for (const field of fields()) if (kept[field.id] && !typed(field)) field.value = kept[field.id];
}

// A panel is fetched when it is opened for the first time.
function show(panel) {
  if (panel.querySelector("form")) panel.querySelector("[data-draft-field]")?.focus();
  else window.htmx.trigger(panel, "opened");
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-draft-field]")) keepDrafts();
});

document.addEventListener("click", (event) => {
  const filler = event.target.closest("[data-fills]");
  if (filler) {
    const field = document.getElementById(filler.dataset.fills);
    field.value = filler.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const opener = event.target.closest("[data-toggles]");
  const panel = opener && document.getElementById(opener.dataset.toggles);
  if (panel) setTimeout(() => panel.hidden || show(panel));
});

document.body.addEventListener("complaint-saved", (event) => {
  const kept = drafts();
  for (const field of event.target.querySelectorAll("[data-draft-field]")) delete kept[field.id];
  sessionStorage.setItem(draftKey(), JSON.stringify(kept));
});

// What may be done follows what is known, once it is of another version: after a change by somebody else, while nothing
// is being sent from here. A panel that is open stays so; one in which something is written waits (typed.js).
let opened = [];

function followFacts() {
  const actions = document.getElementById("actions");
  const { version } = document.getElementById("facts").dataset;
  if (!actions || actions.dataset.version === version || actions.querySelector("form.htmx-request")) return;
  window.htmx.trigger(actions, "refresh");
}

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "actions") return;
  opened = [...detail.target.querySelectorAll("[data-toggles][aria-expanded=true]")].map(
    (opener) => opener.dataset.toggles,
  );
});

function reopen(verb) {
  for (const id of verb === "get" ? opened : []) {
    const panel = document.getElementById(id);
    if (panel?.hidden) document.querySelector(`[data-toggles="${id}"]`).click();
  }
}

function showRefusal() {
  const actions = document.getElementById("actions");
  const refusal = actions.querySelector("[role=alert]");
  if (!refusal) return;
  const wrong = actions.querySelector("[aria-invalid=true]");
  wrong?.focus({ preventScroll: true });
  (wrong ?? refusal).scrollIntoView({ block: "center" });
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  mark();
  if (event.target.id === "facts") followFacts();
  if (event.target.id === "actions") {
    showRefusal();
    reopen(event.detail.requestConfig?.verb);
  }
  if (event.target.id === "complaint" || event.target.id === "actions") restoreDrafts();
  if (event.target.id.startsWith("panel-")) {
    restoreDrafts();
    show(event.target);
  }
  if (event.target.id === "complaint") {
    document.getElementById("complaint-heading")?.focus({ preventScroll: true });
  }
  const bucket = new URL(location).searchParams.get("bucket");
  const back = document.querySelector(".work-back");
  if (back && bucket) back.href = `${home}?bucket=${bucket}`;
});

restoreDrafts();
mark();
