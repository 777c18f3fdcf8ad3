// Many complaints with one press: a bar appears once something is chosen.

const bar = document.getElementById("bulk");

function chosen() {
  return document.querySelectorAll("[name=chosen]:checked");
}

function count() {
  const found = chosen().length;
  bar.hidden = !found;
  bar.querySelector("[data-chosen-count]").textContent = found;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[name=chosen]")) count();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-chooses-all]")) {
    for (const box of document.querySelectorAll("#work-list [name=chosen]")) box.checked = true;
    count();
  }
  if (event.target.closest("[data-closes-bulk]")) document.getElementById("bulk-panel").replaceChildren();
});

document.body.addEventListener("work-changed", () => {
  for (const box of chosen()) box.checked = false;
  count();
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "work-list") count();
});
