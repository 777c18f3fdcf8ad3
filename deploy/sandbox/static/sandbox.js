"use strict";
/* Refreshes the list, and sends what is written without leaving the page. All words are in the page's markup. */

const list = document.querySelector("[data-refresh]");

function showEmpty() {
  if (list.children.length === 0) {
    const note = document.createElement("li");
    note.className = "empty";
    note.textContent = list.dataset.empty;
    list.append(note);
  }
}

let shown = null;

async function refresh() {
  const response = await fetch(list.dataset.refresh, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const rows = await response.text();
  if (rows === shown) return;
  const atEnd = shown === null || list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  shown = rows;
  list.innerHTML = rows; // the server escapes every text in it
  showEmpty();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

async function keepRefreshing() {
  if (!document.hidden) {
    try {
      await refresh();
    } catch {
      /* The next round tries again. */
    }
  }
  setTimeout(keepRefreshing, 1000);
}

const form = document.querySelector("form[data-send]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const alert = form.querySelector("[role=alert]");
  const button = form.querySelector("button");
  const field = form.elements.text;
  alert.textContent = "";
  button.disabled = true;
  try {
    const response = await fetch(location.pathname, { method: "POST", body: new URLSearchParams({ text: field.value }) });
    if (!response.ok) throw new Error(String(response.status));
    field.value = "";
    await refresh();
  } catch {
    alert.textContent = form.dataset.failed;
  } finally {
    button.disabled = false;
    field.focus();
  }
});

form?.elements.text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

if (list) {
  showEmpty();
  list.scrollTop = list.scrollHeight;
  keepRefreshing();
}
