// Whoever leaves a form with unsaved words is asked first.

for (const form of document.querySelectorAll("[data-guarded]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
