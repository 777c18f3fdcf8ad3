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

/* Changes only the rows that differ, so that a screen reader reads only what is new. The server has escaped them. */
function show(rows) {
  const template = document.createElement("template");
  template.innerHTML = rows;
  const fresh = [...template.content.children];
  fresh.forEach((row, at) => {
    const old = list.children[at];
    if (!old) list.append(row);
    else if (old.outerHTML !== row.outerHTML) old.replaceWith(row);
  });
  while (list.children.length > fresh.length) list.lastElementChild.remove();
}

let shown = null;

async function refresh() {
  const response = await fetch(list.dataset.refresh, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const rows = await response.text();
  if (rows === shown) return;
  const atEnd = shown === null || list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  shown = rows;
  show(rows);
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

const upload = document.querySelector("[data-upload]");
upload?.addEventListener("change", async () => {
  const alert = form.querySelector("[role=alert]");
  const file = upload.files[0];
  if (!file) return;
  alert.textContent = "";
  try {
    const address = `${upload.dataset.upload}?name=${encodeURIComponent(file.name)}`;
    const response = await fetch(address, { method: "POST", body: file });
    if (!response.ok) throw new Error(String(response.status));
    upload.value = "";
    await refresh();
  } catch {
    alert.textContent = form.dataset.failed;
  }
});

if (list) {
  showEmpty();
  list.scrollTop = list.scrollHeight;
  keepRefreshing();
}
