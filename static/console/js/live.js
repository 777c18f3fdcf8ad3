// Turns the live stream into DOM events on <body>: `live:contact`, `live:contact:<id>`, …, `live:user` for what concerns
// the signed-in user's own work, and `live:reset` after a gap.
// Fragments listen to them with hx-trigger and fetch what changed. One connection per browser where SharedWorker exists.

const body = document.body;
const banner = document.getElementById("connection");
const PATIENCE_MILLISECONDS = 4000;
const HEARTBEAT_MILLISECONDS = 10000;
let bannerTimer = 0;
let leaving = false;

// Who signs out ends the streams of their screens, which then have nothing more to fetch.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-leaves]")) leaving = true;
});

function fire(name, detail = {}) {
  body.dispatchEvent(new CustomEvent(name, { detail }));
}

function showState(state) {
  clearTimeout(bannerTimer);
  const text = banner?.dataset[state];
  if (!text) {
    if (banner) banner.hidden = true;
    return;
  }
  const show = () => {
    banner.querySelector("span").textContent = text;
    banner.hidden = false;
  };
  // The stream is renewed now and then: only a loss that lasts is worth a word.
  if (state === "lost") bannerTimer = setTimeout(show, PATIENCE_MILLISECONDS);
  else show();
}

function receive(message) {
  if (leaving) return;
  if (message.state) showState(message.state);
  if (message.reset) fire("live:reset");
  if (!message.events) return;
  const names = new Set();
  for (const [stream, , kind, ids] of message.events) {
    if (stream.startsWith("user:")) names.add("live:user");
    names.add(`live:${kind.split(".")[0]}`);
    if (ids.contact) names.add(`live:contact:${ids.contact}`);
    if (ids.complaint) names.add(`live:complaint:${ids.complaint}`);
  }
  for (const name of names) fire(name);
}

function csrfToken() {
  return decodeURIComponent(document.cookie.match(/(?:^|; )csrf=([^;]+)/)?.[1] ?? "");
}

function listenThroughWorker(address, worker, name) {
  const { port } = new SharedWorker(worker, { name });
  const beat = body.dataset.liveHeartbeat;
  const join = () => port.postMessage({ address, heartbeat: beat && { address: beat, token: csrfToken() } });
  port.addEventListener("message", ({ data }) => receive(data));
  port.start();
  join();
  window.addEventListener("pagehide", () => port.postMessage({ leave: true }));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) join();
  });
}

function beatAlone(address) {
  const headers = () => ({ "X-CSRFToken": csrfToken(), Background: "1" });
  const send = () => fetch(address, { method: "POST", headers: headers() }).catch(() => {});
  send();
  setInterval(send, HEARTBEAT_MILLISECONDS);
}

function listenAlone(address) {
  const source = new EventSource(address);
  let lastEventId = "";
  source.addEventListener("ready", (event) => {
    receive({ state: "open", reset: !lastEventId });
    lastEventId = event.lastEventId;
  });
  source.addEventListener("message", (event) => {
    lastEventId = event.lastEventId;
    receive({ events: JSON.parse(event.data) });
  });
  source.addEventListener("reset", () => receive({ state: "open", reset: true }));
  source.addEventListener("degraded", () => receive({ state: "degraded", reset: true }));
  source.addEventListener("error", () => {
    receive({ state: "lost" });
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listenAlone(address), 3000);
  });
}

const { liveUrl, liveWorker, liveName, liveHeartbeat } = body.dataset;
if (liveUrl && window.SharedWorker && liveWorker) {
  listenThroughWorker(liveUrl, liveWorker, liveName);
} else if (liveUrl) {
  listenAlone(liveUrl);
  if (liveHeartbeat) beatAlone(liveHeartbeat);
}
