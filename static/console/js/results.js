// Proposes the result that the conversation probably has, until the agent has chosen one.

function propose() {
  const select = document.getElementById("wrap-up-code");
  const proposed = document.getElementById("conversation")?.dataset.suggestedResult;
  if (select && proposed && select.dataset.chosen === undefined) select.value = proposed;
}

document.addEventListener("change", (event) => {
  if (event.target.id === "wrap-up-code") event.target.dataset.chosen = "";
});

document.body.addEventListener("htmx:afterSettle", propose);
propose();
