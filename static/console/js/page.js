// What every page needs: the CSRF token on htmx requests, and whether a person set them off (`IdleTimeout`); toasts,
// failed requests told in words, dialogs.

const toasts = document.getElementById("toasts");
const words = toasts.dataset;
const TOAST_MILLISECONDS = 8000;

function toast(text, tone = "") {
  const element = document.createElement("div");
  element.className = `toast ${tone}`;
  const line = document.createElement("span");
  line.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", words.close);
  close.textContent = "×";
  close.addEventListener("click", () => element.remove());
  element.append(line, close);
  toasts.append(element);
  setTimeout(() => element.remove(), TOAST_MILLISECONDS);
}

function csrfToken() {
  const found = document.cookie.match(/(?:^|; )csrf=([^;]+)/);
  return found ? decodeURIComponent(found[1]) : "";
}

document.body.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));

// Enter that ends a syllable sends no form, whatever the browser and its input method make of it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
});

let touched = true;
for (const touch of ["pointerdown", "keydown", "wheel"]) {
  document.addEventListener(touch, () => (touched = true), { capture: true, passive: true });
}

document.body.addEventListener("htmx:configRequest", (event) => {
  const { headers } = event.detail;
  headers["X-CSRFToken"] = csrfToken();
  if (!touched) headers.Background = "1";
  touched = false;
});

document.body.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) document.getElementById("signed-out").hidden = false;
  else if (event.detail.requestConfig.verb !== "get") toast(status === 403 ? words.forbidden : words.failed, "danger");
});

document.body.addEventListener("htmx:sendError", (event) => {
  if (event.detail.requestConfig.verb !== "get") toast(words.unreachable, "danger");
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens-dialog]");
  if (opener) document.getElementById(opener.dataset.opensDialog)?.showModal();
  if (event.target.closest("[data-closes-dialog]")) event.target.closest("dialog")?.close();
});
