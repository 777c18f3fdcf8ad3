// Articles beside a conversation. They follow what is said, but never move the text or the focus of who reads them:
// while the pane is in use, new ones wait behind a button.

const SETTLED_MILLISECONDS = 600;
const QUERY = "#article-query";
let waiting = 0;
let held = "";
let openFirst = false;

const list = () => document.getElementById("articles");
const query = () => document.querySelector(QUERY);
const openers = () => [...list().querySelectorAll("[data-hit-open]")];
const arrival = () => document.getElementById("new-suggestions");

function inUse() {
  const panel = list().closest("[role=tabpanel]");
  return (
    list().contains(document.activeElement) ||
    list().matches(":hover") ||
    list().querySelector("[aria-expanded=true]") !== null ||
    panel.scrollTop > 0
  );
}

function show(html) {
  held = "";
  arrival().hidden = true;
  window.htmx.swap(list(), html, { swapStyle: "innerHTML" });
}

async function refresh() {
  if (!list() || query().value.trim()) return;
  const address = new URL(list().dataset.suggestions, window.location.href);
  address.searchParams.set("shown", list().querySelector("[data-digest]")?.dataset.digest ?? "");
  const answer = await fetch(address, { headers: { "HX-Request": "true", Background: "1" } }).catch(() => null);
  if (!answer || query()?.value.trim()) return;
  if (answer.status === 204) {
    held = "";
    arrival().hidden = true;
  } else if (answer.ok) {
    const html = await answer.text();
    if (inUse()) {
      held = html;
      arrival().hidden = false;
    } else {
      show(html);
    }
  }
}

function refreshSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, SETTLED_MILLISECONDS);
}

// The hit one reads or stands on is the one that the key command sends.
function choose(hit) {
  const chosen = hit?.querySelector("[data-hit-send]");
  const before = list().querySelector("[data-hit-send][data-shortcut]");
  if (!chosen || !before || chosen === before) return;
  for (const name of ["data-shortcut", "aria-keyshortcuts"]) {
    chosen.setAttribute(name, before.getAttribute(name));
    before.removeAttribute(name);
  }
  chosen.append(before.querySelector("kbd"));
}

if (list()) {
  document.body.addEventListener(`live:contact:${list().dataset.contact}`, refreshSoon);
  document.body.addEventListener("live:reset", refreshSoon);
  document.body.addEventListener("contact-routed", refreshSoon);
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.matches("#reply-text") && event.detail.successful) refreshSoon();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#new-suggestions") && held) {
    show(held);
    openers()[0]?.focus();
  }
});

document.addEventListener("focusin", (event) => {
  if (list()?.contains(event.target)) choose(event.target.closest("[data-hit]"));
});

// Pressed again, an open article closes.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const opener = event.detail.elt.closest("[data-hit-open]");
  if (opener?.getAttribute("aria-expanded") !== "true") return;
  event.preventDefault();
  document.getElementById(opener.getAttribute("aria-controls")).replaceChildren();
  opener.setAttribute("aria-expanded", "false");
});

// Suggestions that arrive late do not take the place of what was looked up meanwhile.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target === list() && requestConfig.elt === list() && query().value.trim()) event.detail.shouldSwap = false;
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  const elt = event.detail.requestConfig?.elt;
  if (elt?.matches("[data-hit-open]")) elt.setAttribute("aria-expanded", "true");
  if (event.detail.target === list()) {
    list().closest("[role=tabpanel]").scrollTop = 0;
    arrival().hidden = true;
    held = "";
  }
});

// Only when it has settled does what was found listen to being pressed.
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (!openFirst || !event.detail.requestConfig?.elt?.matches("form.search")) return;
  openFirst = false;
  read(openers()[0]);
});

function read(opener) {
  if (!opener) return;
  opener.focus();
  if (opener.getAttribute("aria-expanded") !== "true") opener.click();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || !list()) return;
  if (event.target.matches(QUERY)) {
    if (event.key === "Enter") {
      event.preventDefault();
      // What is still on its way is read when it arrives.
      if (event.target.form.matches(".htmx-request") || event.target.value !== asked) openFirst = true;
      else read(openers()[0]);
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      openers()[0]?.focus();
    }
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches("[data-hit-open]")) return;
  event.preventDefault();
  const all = openers();
  const next = all.indexOf(event.target) + step;
  if (next < 0) query().focus();
  else all[next]?.focus();
});

let asked = "";
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.requestConfig?.elt?.matches("form.search")) asked = event.detail.requestConfig.parameters.q ?? "";
});
