// Rings that run out, and clocks that run: an element with data-seconds-left counts down from the moment the server sent
// it, one with data-counts-up shows how long something lasts.

const ends = new WeakMap();

const begun = new WeakMap();

function endOf(element) {
  const left = element.dataset.secondsLeft;
  const known = ends.get(element);
  if (known && known.left === left) return known.at;
  const at = performance.now() + Number(left) * 1000;
  ends.set(element, { left, at });
  return at;
}

function beginningOf(element) {
  const passed = element.dataset.countsUp;
  const known = begun.get(element);
  if (known && known.passed === passed) return known.at;
  const at = performance.now() - Number(passed) * 1000;
  begun.set(element, { passed, at });
  return at;
}

function stopwatch(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function tick() {
  for (const element of document.querySelectorAll("[data-counts-up]")) {
    const text = stopwatch(Math.max(0, Math.floor((performance.now() - beginningOf(element)) / 1000)));
    if (element.textContent !== text) element.textContent = text;
  }
  for (const element of document.querySelectorAll("[data-seconds-left]")) {
    const seconds = Math.max(0, (endOf(element) - performance.now()) / 1000);
    element.value = seconds;
    element.classList.toggle("urgent", seconds < 6);
  }
}

document.body.addEventListener("htmx:afterSettle", tick);
setInterval(tick, 500);
tick();
