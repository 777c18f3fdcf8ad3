// Holds the browser's one connection to the live stream and passes on what arrives to every open page (SharedWorker).
"use strict";

const RECONNECT_MILLISECONDS = [500, 1000, 2000, 4000];
const HEARTBEAT_MILLISECONDS = 10000;
const LONGEST_MEMORY = 2000;
const pages = new Set();
const heard = new Set(); // in the order in which they came
let heartbeat = null;
let source = null;
let address = "";
let state = "connecting";
let lastEventId = "";
let failures = 0;

function tell(message) {
  for (const page of pages) page.postMessage(message);
}

function setState(next) {
  if (next === state) return;
  state = next;
  tell({ state });
}

// A hint may be told twice; it is passed on once, for each stream's events have numbers.
function unheard(events) {
  const fresh = events.filter(([stream, number]) => !heard.has(`${stream} ${number}`));
  for (const [stream, number] of fresh) heard.add(`${stream} ${number}`);
  for (const oldest of heard) {
    if (heard.size <= LONGEST_MEMORY) break;
    heard.delete(oldest);
  }
  return fresh;
}

function connect() {
  source = new EventSource(address);
  source.addEventListener("ready", (event) => {
    failures = 0;
    setState("open");
    // Without a last event the server cannot know what was missed: the pages fetch afresh.
    if (!lastEventId) tell({ reset: true });
    lastEventId = event.lastEventId;
  });
  source.addEventListener("message", (event) => {
    lastEventId = event.lastEventId;
    const events = unheard(JSON.parse(event.data));
    if (events.length) tell({ events });
  });
  source.addEventListener("reset", (event) => {
    lastEventId = event.lastEventId;
    setState("open");
    tell({ reset: true });
  });
  source.addEventListener("degraded", () => {
    lastEventId = "";
    setState("degraded");
    tell({ reset: true });
  });
  source.addEventListener("error", () => {
    setState("lost");
    if (source.readyState !== EventSource.CLOSED) return;
    lastEventId = "";
    setTimeout(connect, RECONNECT_MILLISECONDS[Math.min(failures++, RECONNECT_MILLISECONDS.length - 1)]);
  });
}

// A worker's timers run on when its pages are in the background: an agent who reads elsewhere is still present.
function beat(next) {
  if (!heartbeat) setInterval(send, HEARTBEAT_MILLISECONDS);
  heartbeat = next;
  send();
}

function send() {
  if (!pages.size) return;
  const headers = { "X-CSRFToken": heartbeat.token, Background: "1" };
  fetch(heartbeat.address, { method: "POST", headers, credentials: "same-origin" }).catch(() => {});
}

self.addEventListener("connect", (event) => {
  const page = event.ports[0];
  page.addEventListener("message", ({ data }) => {
    if (data.leave) {
      pages.delete(page);
      return;
    }
    pages.add(page);
    if (data.heartbeat) beat(data.heartbeat);
    if (!source) {
      address = data.address;
      connect();
    } else {
      page.postMessage({ state, reset: state === "open" });
    }
  });
  page.start();
});
