// The citizen's composer: counter, location on request; Enter sends on a keyboard.

const form = document.querySelector("form.composer");
const text = document.getElementById("text");
const counter = document.getElementById("text-count");
const locationButton = document.querySelector("[data-location-button]");
const limit = Number(text.dataset.counted);

function count() {
  const used = [...text.value].length;
  counter.textContent = used > limit * 0.8 ? `${used.toLocaleString()} / ${limit.toLocaleString()}` : "";
  counter.classList.toggle("over", used > limit);
}

text.addEventListener("input", count);

const hasKeyboard = window.matchMedia("(hover: hover) and (pointer: fine)").matches;
if (form.hasAttribute("data-composer") && hasKeyboard) {
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

let sent = "";

form.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === form) sent = text.value;
});

form.addEventListener("htmx:afterRequest", (event) => {
  if (event.target !== form || !event.detail.successful) return;
  // What was typed while the message was on its way is the next one.
  if (text.value.startsWith(sent)) text.value = text.value.slice(sent.length).trimStart();
  document.getElementById("text-error").textContent = "";
  text.removeAttribute("aria-invalid");
  forgetLocation();
  count();
  text.focus();
});

function setLocation(latitude, longitude) {
  form.querySelector("[data-location=latitude]").value = latitude;
  form.querySelector("[data-location=longitude]").value = longitude;
}

function say(words, state) {
  document.querySelector("[data-location-state]").textContent = words;
  locationButton.querySelector("span").textContent = state;
}

function forgetLocation() {
  setLocation("", "");
  if (locationButton) say("", locationButton.dataset.add);
}

if (locationButton && navigator.geolocation) {
  locationButton.hidden = false;
  locationButton.addEventListener("click", () => {
    const words = locationButton.dataset;
    if (form.querySelector("[data-location=latitude]").value) {
      forgetLocation();
      return;
    }
    say(words.asking, words.add);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocation(coords.latitude.toFixed(6), coords.longitude.toFixed(6));
        say(words.found, words.remove);
      },
      () => say(words.refused, words.add),
      { timeout: 10000 },
    );
  });
}

count();
