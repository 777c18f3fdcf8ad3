// The agent's composer: what was typed survives a refresh of the form and is kept on the server when the page goes.

const FIELD = "#reply-text";

function field() {
  return document.querySelector(FIELD);
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target.id !== "composer" || requestConfig.verb !== "get") return;
  const typed = field()?.value;
  const focused = document.activeElement === field();
  const code = document.getElementById("wrap-up-code")?.value;
  const note = document.getElementById("wrap-up-note")?.value;
  document.body.addEventListener(
    "htmx:afterSettle",
    () => {
      if (typed && field()) field().value = typed;
      if (focused) field()?.focus();
      if (code && document.getElementById("wrap-up-code")) document.getElementById("wrap-up-code").value = code;
      if (note && document.getElementById("wrap-up-note")) document.getElementById("wrap-up-note").value = note;
    },
    { once: true },
  );
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
