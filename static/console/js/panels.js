// Tabs, and panels of which one is open at a time; what is typed in a closed one stays.

let awaited = "";

// What a tab leads to may still be on its way: then it is focused when it arrives.
function focusSoon(id) {
  const element = document.getElementById(id);
  awaited = element ? "" : id;
  element?.focus();
}

document.body.addEventListener("htmx:afterSettle", () => {
  if (awaited) focusSoon(awaited);
});

function openTab(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) {
    openTab(tab);
    // Pressed by its key command, a tab leads on to what one does there.
    if (event.detail === 0) focusSoon(tab.dataset.focuses);
    else awaited = "";
  }
  const opener = event.target.closest("[data-toggles]");
  if (opener) {
    for (const other of opener.parentElement.querySelectorAll("[data-toggles]")) {
      const panel = document.getElementById(other.dataset.toggles);
      panel.hidden = other !== opener || !panel.hidden;
      other.setAttribute("aria-expanded", String(!panel.hidden));
      // Opened by its key command, a panel leads on to its first field.
      if (other === opener && !panel.hidden && event.detail === 0) {
        panel.querySelector("select, input:not([type=hidden]), textarea, a, button")?.focus();
      }
    }
  }
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  openTab(next);
  next.focus();
});
