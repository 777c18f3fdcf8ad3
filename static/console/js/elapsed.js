// Clocks that run between two refreshes: data-elapsed holds the seconds at the moment the server sent them.

const DAY_SECONDS = 86400;
const starts = new WeakMap();

function startOf(element) {
  const sent = element.dataset.elapsed;
  const known = starts.get(element);
  if (known && known.sent === sent) return known.at;
  const at = performance.now() - Number(sent) * 1000;
  starts.set(element, { sent, at });
  return at;
}

function twoDigits(number) {
  return String(number).padStart(2, "0");
}

function tick() {
  for (const element of document.querySelectorAll("[data-elapsed]")) {
    const seconds = Math.max(0, Math.floor((performance.now() - startOf(element)) / 1000));
    if (seconds >= DAY_SECONDS) continue;
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const rest = twoDigits(seconds % 60);
    element.textContent = hours ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
  }
}

document.body.addEventListener("htmx:afterSettle", tick);
setInterval(tick, 1000);
tick();
