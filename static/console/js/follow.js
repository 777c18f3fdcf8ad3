// Fragments that follow the live stream at a bounded pace: an element with data-follows="contact complaint" is asked to
// refresh after such events, at most once in data-follows-every milliseconds, and always once after the last event.

const PACE_MILLISECONDS = 1500;
const last = new WeakMap();
const planned = new WeakSet();

function refresh(element) {
  planned.delete(element);
  last.set(element, performance.now());
  if (element.isConnected) window.htmx.trigger(element, "refresh");
}

function follow(name) {
  document.body.addEventListener(`live:${name}`, () => {
    for (const element of document.querySelectorAll(`[data-follows~="${name}"]`)) {
      if (planned.has(element)) continue;
      const pace = Number(element.dataset.followsEvery) || PACE_MILLISECONDS;
      const wait = Math.max(150, (last.get(element) ?? 0) + pace - performance.now());
      planned.add(element);
      setTimeout(refresh, wait, element);
    }
  });
}

for (const name of ["contact", "complaint", "offer", "seat", "queue", "message"]) follow(name);

// What the reader has unfolded or ticked stays so when its fragment is refreshed.
window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, element, change) =>
  !(name === "open" && change === "remove" && element.matches("details")) &&
  !(name === "checked" && element.matches("[name=chosen]"));
