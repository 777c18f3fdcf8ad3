// The agent's composer: what was typed survives a refresh of the form and is kept on the server when the page goes.

const FIELD = "#reply-text";

function field() {
  return document.querySelector(FIELD);
}

const KEPT = ["reply-text", "wrap-up-code", "wrap-up-note"];
let typed = null;

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
  document.getElementById(typed.focused)?.focus();
  typed = null;
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  const sent = event.detail.requestConfig?.verb === "post" && event.detail.requestConfig.elt?.matches(".composer");
  if (sent) field()?.focus();
});

window.addEventListener("pagehide", () => {
  const text = field();
  if (!text || text.value === text.defaultValue) return;
  const token = document.cookie.match(/(?:^|; )csrf=([^;]+)/)?.[1];
  const values = new URLSearchParams({ text: text.value, csrfmiddlewaretoken: decodeURIComponent(token ?? "") });
  navigator.sendBeacon(text.dataset.draft, values);
});
