// Keeps the newest line of a conversation in view, unless the reader has scrolled up to read earlier ones.

const NEAR_END_PIXELS = 160;

function scrollers() {
  return document.querySelectorAll("[data-stick-to-end]");
}

function toEnd(element) {
  element.scrollTop = element.scrollHeight;
}

document.body.addEventListener("htmx:beforeSwap", () => {
  for (const element of scrollers()) {
    element.atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PIXELS;
  }
});

document.body.addEventListener("htmx:afterSettle", () => {
  for (const element of scrollers()) if (element.atEnd !== false) toEnd(element);
});

window.addEventListener("load", () => scrollers().forEach(toEnd));
scrollers().forEach(toEnd);
