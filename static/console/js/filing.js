// Where a complaint is: the present location on request, or the place where a photo was taken.

const form = document.getElementById("filing");
const state = form.querySelector("[data-point-state]");
const here = form.querySelector("[data-here]");
const latitude = form.querySelector("[data-point=latitude]");
const longitude = form.querySelector("[data-point=longitude]");

function setPoint(north, east, words) {
  latitude.value = north;
  longitude.value = east;
  state.textContent = words;
  here.querySelector("span").textContent = north ? here.dataset.remove : here.dataset.add;
  document.body.dispatchEvent(new Event("point-changed"));
}

if (navigator.geolocation) here.hidden = false;

here.addEventListener("click", () => {
  if (latitude.value) {
    setPoint("", "", "");
    return;
  }
  state.textContent = state.dataset.asking;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => setPoint(coords.latitude.toFixed(6), coords.longitude.toFixed(6), state.dataset.found),
    () => (state.textContent = state.dataset.refused),
    { timeout: 10000 },
  );
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-uses-point]");
  if (!button) return;
  here.hidden = false;
  setPoint(button.dataset.latitude, button.dataset.longitude, state.dataset.photo);
});

form.addEventListener("point-picked", ({ detail }) => {
  here.hidden = false;
  setPoint(detail.latitude, detail.longitude, state.dataset.pointed);
});

form.addEventListener("submit", () => {
  const button = form.querySelector("button[type=submit]");
  setTimeout(() => (button.disabled = true));
});

window.addEventListener("pageshow", () => (form.querySelector("button[type=submit]").disabled = false));
