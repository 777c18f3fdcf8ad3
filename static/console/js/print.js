/* Print this page, or save it as a PDF, from a button. */
for (const button of document.querySelectorAll("[data-prints]")) {
  button.addEventListener("click", () => window.print());
}
