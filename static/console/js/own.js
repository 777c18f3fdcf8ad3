// The citizen's part of a complaint's page follows its progress, unless something is being written there.

function inUse(part) {
  return [...part.querySelectorAll("[data-typed]")].some((field) =>
    field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== (field.defaultValue ?? ""),
  );
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = event.detail;
  if (target.id !== "own" || !inUse(target)) return;
  event.detail.shouldSwap = false;
  target.querySelector("[data-news]").hidden = false;
});
