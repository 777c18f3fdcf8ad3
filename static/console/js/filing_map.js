// Pointing at a place on the map of the city: a press on a district comes nearer, the next one is the place.

const form = document.getElementById("filing");
const NEAR = 0.004; // of the map, for an arrow key
let wholeCity = "";

const numbers = (map) => map.getAttribute("viewBox").split(" ").map(Number);

function show(map, [left, top, width, height]) {
  map.setAttribute("viewBox", [left, top, width, height].join(" "));
  map.style.setProperty("--near", width / Number(wholeCity.split(" ")[2]));
  const near = map.getAttribute("viewBox") !== wholeCity;
  map.nextElementSibling.hidden = !near;
  map.dataset.near = near ? "yes" : "";
}

function comeNearer(map, shape) {
  const box = shape.getBBox();
  const room = 0.08 * Math.max(box.width, box.height);
  show(map, [box.x - room, box.y - room, box.width + 2 * room, box.height + 2 * room]);
}

function mark(map, x, y) {
  const marker = map.querySelector("[data-marker]");
  marker.setAttribute("cx", x);
  marker.setAttribute("cy", y);
  marker.removeAttribute("hidden");
}

function choose(map) {
  const marker = map.querySelector("[data-marker]");
  const { north, west, across, down, margin } = map.dataset;
  const latitude = Number(north) - (Number(marker.getAttribute("cy")) - margin) / down;
  const longitude = Number(west) + (Number(marker.getAttribute("cx")) - margin) / across;
  const detail = { latitude: latitude.toFixed(6), longitude: longitude.toFixed(6) };
  form.dispatchEvent(new CustomEvent("point-picked", { detail }));
}

function pressed(map, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
  const shape = event.target.closest("[data-shape]");
  if (!map.dataset.near) {
    if (shape) comeNearer(map, shape);
    return;
  }
  mark(map, point.x, point.y);
  choose(map);
}

form.addEventListener("click", (event) => {
  const map = event.target.closest("[data-map]");
  if (map) {
    wholeCity ||= map.getAttribute("viewBox");
    pressed(map, event);
  } else if (event.target.closest("[data-whole-city]")) {
    const drawing = form.querySelector("[data-map]");
    show(drawing, wholeCity.split(" ").map(Number));
    drawing.focus();
  }
});

form.addEventListener("keydown", (event) => {
  const map = event.target.closest("[data-map]");
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!map || !(step || event.key === "Enter")) return;
  event.preventDefault();
  wholeCity ||= map.getAttribute("viewBox");
  const [left, top, width, height] = numbers(map);
  const marker = map.querySelector("[data-marker]");
  const begun = !marker.hasAttribute("hidden");
  const x = begun ? Number(marker.getAttribute("cx")) : left + width / 2;
  const y = begun ? Number(marker.getAttribute("cy")) : top + height / 2;
  const far = (event.shiftKey ? 5 : 1) * 4 * NEAR * width;
  mark(map, x + (step?.[0] ?? 0) * far, y + (step?.[1] ?? 0) * far);
  if (event.key !== "Enter") return;
  if (map.dataset.near) {
    choose(map);
    return;
  }
  const point = Object.assign(map.createSVGPoint(), { x, y });
  const shape = [...map.querySelectorAll("[data-shape]")].find((path) => path.isPointInFill(point));
  if (shape) comeNearer(map, shape);
});
