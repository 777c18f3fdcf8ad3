// The agent's composer: what was typed survives a refresh of the form and of the page.

const FIELD = "#reply-text";

function field() {
  return document.querySelector(FIELD);
}

const KEPT = ["reply-text", "wrap-up-code", "wrap-up-note"];
let typed = null;
let ended = false;

document.addEventListener("click", (event) => {
  if (event.target.closest("#wrap-up [data-shortcut=F8]")) ended = true;
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target.id !== "composer" || requestConfig.verb !== "get") return;
  typed = new Map(KEPT.map((id) => [id, document.getElementById(id)?.value]));
  typed.focused = document.activeElement?.id;
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (!typed || event.target.id !== "composer") return;
  for (const [id, value] of typed) {
    const element = document.getElementById(id);
    if (element && value) element.value = value;
  }
  field()?.dispatchEvent(new Event("input", { bubbles: true }));
  // Who has ended the conversation goes on to its result; whoever has moved on meanwhile is not called back.
  const next = ended ? "wrap-up-code" : typed.focused;
  if (ended || document.activeElement === document.body) document.getElementById(next)?.focus();
  typed = null;
  ended = false;
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  const sent = event.detail.requestConfig?.verb === "post" && event.detail.requestConfig.elt?.matches(".composer");
  if (sent) field()?.focus();
});

// Until the server has a draft, this tab has it: a reload comes before the save that the reload itself would cause.

function unsaved() {
  return `unsaved:${field()?.dataset.draft}`;
}

function restore() {
  const text = sessionStorage.getItem(unsaved());
  if (!text || !field() || field().value === text) return;
  field().value = text;
  field().dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (event.target.matches(FIELD)) sessionStorage.setItem(unsaved(), event.target.value);
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { elt, requestConfig, successful } = event.detail;
  if (!successful || requestConfig?.verb !== "post") return;
  const savedText = elt.matches(FIELD) && requestConfig.parameters.text === sessionStorage.getItem(unsaved());
  if (savedText || elt.matches(".composer")) sessionStorage.removeItem(unsaved());
});

window.addEventListener("load", restore);
