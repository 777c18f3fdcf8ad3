// The chat inside the frame: everything over the REST API with the conversation's token. No
// cookies: browsers do not send them into frames of other sites.

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const district = document.body.dataset.district;
const KEPT = `chat:${district}`;
const WAITING_SECONDS = 10;
const PRESENCE_SECONDS = 4;
const FALLBACK_SECONDS = 60;
const TYPING_SECONDS = 5;

let conversation = kept();
let cursor = 0;
let thread = null;
let shown = new Map();
let stream = null;
let typedAt = 0;
let readByStaff = 0;
let key = newKey();
let open = true;

// A browser that denies frames their storage leaves the key to the tab of the site around us, which is an allowed one.

function ownStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function kept() {
  return JSON.parse(ownStorage()?.getItem(KEPT) || "null");
}

function keep() {
  const text = conversation ? JSON.stringify(conversation) : "";
  const storage = ownStorage();
  if (storage) storage.setItem(KEPT, text);
  else window.parent.postMessage({ contactcenter: "keep", kept: text }, "*");
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

async function call(path, { method = "GET", json, form } = {}) {
  const headers = { "Accept-Language": document.documentElement.lang };
  if (conversation) headers.Authorization = `Contact ${conversation.token}`;
  if (json !== undefined) headers["Content-Type"] = "application/json";
  const address = `/api/chat/${conversation ? `${conversation.contact}/` : ""}${path}`;
  const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
  const response = await fetch(address, { method, headers, body, credentials: "omit" });
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  const errors = problem.errors && Object.values(problem.errors).flat();
  const error = new Error(errors?.[0] ?? problem.detail ?? words.failed);
  error.status = response.status;
  error.code = problem.code;
  throw error;
}

function refuse(error) {
  $("error").textContent = error.status ? error.message : words.failed;
  if (error.code === "request_key_used") key = newKey();
}

function forget() {
  conversation = null;
  thread = null;
  cursor = 0;
  keep();
  stream?.close();
  stream = null;
}

// What is on the screen

function withLinks(element, text) {
  let end = 0;
  for (const { 0: address, index } of text.matchAll(/https?:\/\/[^\s<>"']+/g)) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    element.append(text.slice(end, index), link);
    end = index + address.length;
  }
  element.append(text.slice(end));
}

function authorOf(message) {
  if (message.mine) return words.me;
  return ["AUTOMATIC", "SYSTEM"].includes(message.author) ? words.automatic : words.agent;
}

function clock(at) {
  const time = new Date(at);
  return time.toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit", timeZone: "Asia/Seoul" });
}

function rowOf(message) {
  const row = document.createElement("div");
  row.className = `bubble-row ${message.mine ? "mine" : ""}`;
  if (authorOf(message) === words.automatic) row.classList.add("automatic");
  const name = document.createElement("div");
  name.className = "bubble-name";
  const author = document.createElement("span");
  author.textContent = authorOf(message);
  const time = document.createElement("time");
  time.dateTime = message.at;
  time.textContent = clock(message.at);
  const state = document.createElement("span");
  state.dataset.read = "";
  name.append(author, time, state);
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  withLinks(bubble, message.text);
  row.append(name, bubble);
  return row;
}

function addNew(messages) {
  let news = false;
  for (const message of messages) {
    if (shown.has(message.id)) continue;
    const row = rowOf(message);
    const later = [...shown.values()].find((other) => other.message.sequence > message.sequence);
    $("messages").insertBefore(row, later?.row ?? null);
    shown.set(message.id, { message, row });
    news ||= !message.mine;
  }
  return news;
}

function showRead() {
  for (const { message, row } of shown.values()) {
    row.querySelector("[data-read]").textContent = message.mine && message.sequence <= readByStaff ? words.read : "";
  }
}

function stateWords() {
  if (!thread) return "";
  if (thread.state === "WAITING") {
    const place = thread.position ? ` (${words.position.replace("{position}", thread.position)})` : "";
    return words.waiting + place;
  }
  if (thread.state === "ACTIVE" && thread.agent_name) return words.active.replace("{name}", thread.agent_name);
  return thread.state === "CLOSED" ? words.closed : "";
}

function choiceOf({ code, name }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button soft";
  button.textContent = name;
  button.addEventListener("click", () => act("district", { district: code }));
  return button;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function render() {
  const atEnd = $("body").scrollHeight - $("body").scrollTop - $("body").clientHeight < 160;
  const news = addNew(thread?.messages ?? []);
  showRead();
  setText($("state"), stateWords());
  $("state").hidden = !$("state").textContent;
  const asked = JSON.stringify(thread?.question ?? []);
  if ($("choices").dataset.asked !== asked) {
    $("choices").dataset.asked = asked;
    $("choices").replaceChildren(...(thread?.question ?? []).map(choiceOf));
  }
  $("question").hidden = !thread?.question.length;
  $("not-helped").hidden = thread?.state !== "ANSWERED";
  $("agent").hidden = !thread?.can_ask_for_agent;
  $("rating").hidden = thread?.state !== "CLOSED" || conversation?.rated === true;
  $("welcome").hidden = shown.size > 0;
  $("download").hidden = shown.size === 0;
  $("file").disabled = $("file-label").hidden = !conversation;
  if (thread?.state !== "ACTIVE") setText($("typing"), "");
  if (atEnd) $("body").scrollTop = $("body").scrollHeight;
  if (news && !open) window.parent.postMessage({ contactcenter: "unread" }, "*");
}

// What comes from the server

let fetching = null;
let again = false;

async function refresh() {
  if (!conversation) return render();
  if (fetching) {
    again = true;
    return fetching;
  }
  fetching = (async () => {
    try {
      thread = await call(`messages${cursor ? `?after=${cursor}` : ""}`);
      cursor = thread.cursor;
    } catch (error) {
      if (error.status === 401 || error.status === 404) forget();
    }
    render();
  })();
  await fetching;
  fetching = null;
  if (again) {
    again = false;
    await refresh();
  }
}

function listen() {
  stream?.close();
  stream = null;
  if (!conversation) return;
  stream = new EventSource(`/live/events?contact=${encodeURIComponent(conversation.token)}`);
  for (const name of ["ready", "message", "reset"]) stream.addEventListener(name, refresh);
  stream.addEventListener("error", () => {
    if (stream?.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
}

async function presence() {
  if (!conversation || !open || document.hidden || thread?.state !== "ACTIVE") return;
  const typing = Boolean($("text").value) && Date.now() - typedAt < TYPING_SECONDS * 1000;
  const read = Math.max(0, ...[...shown.values()].map(({ message }) => message.sequence));
  try {
    const staff = await call("presence", { method: "POST", json: { typing, read } });
    readByStaff = staff.read;
    setText($("typing"), staff.typing ? words.typing : "");
    showRead();
  } catch {
    // Signs of life are only that.
  }
}

// What the citizen does

function joined(answer) {
  const moved = conversation && conversation.contact !== answer.contact;
  const began = !conversation || moved;
  conversation = { contact: answer.contact, token: answer.token };
  keep();
  if (moved) {
    cursor = 0;
    thread = null;
  }
  if (began) listen();
}

async function send() {
  const text = $("text").value;
  if (!text.trim()) return $("text").focus();
  $("send").disabled = true;
  $("error").textContent = "";
  try {
    const json = { text, request_key: key, district };
    joined(await call(conversation ? "messages" : "", { method: "POST", json }));
    key = newKey();
    if ($("text").value.startsWith(text)) $("text").value = $("text").value.slice(text.length).trimStart();
    await refresh();
    $("body").scrollTop = $("body").scrollHeight;
  } catch (error) {
    if (error.status === 401 || error.status === 404) forget();
    refuse(error);
  }
  $("send").disabled = false;
  $("text").focus();
}

async function upload() {
  const [file] = $("file").files;
  $("file").value = "";
  if (!file) return;
  const form = new FormData();
  form.append("file", file);
  form.append("request_key", newKey());
  $("error").textContent = "";
  setText($("typing"), words.uploading);
  try {
    joined(await call("files", { method: "POST", form }));
    await refresh();
    $("body").scrollTop = $("body").scrollHeight;
  } catch (error) {
    refuse(error);
  }
  setText($("typing"), "");
}

async function act(path, json) {
  try {
    await call(path, { method: "POST", json });
    await refresh();
    $("text").focus();
  } catch (error) {
    refuse(error);
    await refresh();
  }
}

async function rate(score) {
  try {
    await call("rating", { method: "POST", json: { score } });
  } catch (error) {
    if (error.code !== "already_rated") return refuse(error);
  }
  conversation.rated = true;
  keep();
  render();
  setText($("typing"), words.thanks);
}

function download() {
  const lines = [...shown.values()].map(
    ({ message }) => `[${new Date(message.at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Seoul" })}] ${authorOf(message)}: ${message.text}`,
  );
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\ufeff${lines.join("\n")}\n`], { type: "text/plain" }));
  link.download = `${words.transcript}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  send();
});
$("text").addEventListener("input", () => {
  const began = Date.now() - typedAt > TYPING_SECONDS * 1000;
  typedAt = Date.now();
  if (began) presence();
});
$("file").addEventListener("change", upload);
$("agent").addEventListener("click", () => act("agent"));
$("not-helped").addEventListener("click", () => act("not-helped"));
$("download").addEventListener("click", download);
$("close").addEventListener("click", () => window.parent.postMessage({ contactcenter: "close" }, "*"));
for (const button of document.querySelectorAll("[data-score]")) {
  button.addEventListener("click", () => rate(Number(button.dataset.score)));
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) window.parent.postMessage({ contactcenter: "close" }, "*");
});
window.addEventListener("message", (event) => {
  if (event.source !== window.parent) return;
  if (event.data?.contactcenter === "opened") {
    open = true;
    $("text").focus();
    refresh();
  }
  if (event.data?.contactcenter === "closed") open = false;
  if (event.data?.contactcenter === "restored" && event.data.kept && !conversation) {
    conversation = JSON.parse(event.data.kept);
    refresh();
    listen();
  }
});
setInterval(() => thread?.state === "WAITING" && open && refresh(), WAITING_SECONDS * 1000);
setInterval(presence, PRESENCE_SECONDS * 1000);
setInterval(refresh, FALLBACK_SECONDS * 1000);

if (!ownStorage()) window.parent.postMessage({ contactcenter: "restore" }, "*");
refresh();
listen();
$("text").focus();
