// Rings that run out: every element with data-seconds-left counts down from the moment the server sent it.

const ends = new WeakMap();

function endOf(element) {
  const left = element.dataset.secondsLeft;
  const known = ends.get(element);
  if (known && known.left === left) return known.at;
  const at = performance.now() + Number(left) * 1000;
  ends.set(element, { left, at });
  return at;
}

function tick() {
  for (const element of document.querySelectorAll("[data-seconds-left]")) {
    const seconds = Math.max(0, (endOf(element) - performance.now()) / 1000);
    element.value = seconds;
    element.classList.toggle("urgent", seconds < 6);
  }
}

document.body.addEventListener("htmx:afterSettle", tick);
setInterval(tick, 500);
tick();
