// A video room of at most three browsers, each connected to each. The product passes the signals only: pictures and the
// text beside them go from browser to browser, and nothing is kept.

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const { token } = document.body.dataset;
const NEWS_SECONDS = 4;
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30, min: 15 } };
const BLURRED_FRAMES_A_SECOND = 12;

let me = null;
let servers = [];
let camera = null;
let outgoing = null;
let after = 0;
let timer = 0;
let stream = null;
let blurring = 0;
const peers = new Map();

async function call(path, { method = "POST", json, keepalive = false } = {}) {
  const headers = { Authorization: `Room ${token}` };
  if (json) headers["Content-Type"] = "application/json";
  const body = json && JSON.stringify(json);
  const response = await fetch(`/api/video/${path}`, { method, headers, body, keepalive, credentials: "omit" });
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? words.failed), { status: response.status });
}

// Pictures and lines

function picture(name, source, { own = false } = {}) {
  const figure = document.createElement("figure");
  const video = document.createElement("video");
  video.autoplay = true;
  video.playsInline = true;
  video.muted = own;
  video.srcObject = source;
  const caption = document.createElement("figcaption");
  caption.textContent = name;
  figure.append(video, caption);
  figure.dataset.own = own;
  $("pictures").append(figure);
  return figure;
}

function addLine(name, text) {
  const line = document.createElement("p");
  const author = document.createElement("strong");
  author.textContent = `${name}: `;
  line.append(author, text);
  $("lines").append(line);
  $("lines").scrollTop = $("lines").scrollHeight;
}

function showState() {
  const connected = [...peers.values()].some(({ connection }) => connection.connectionState === "connected");
  const text = connected ? words.together : words.alone;
  if ($("state").textContent !== text) $("state").textContent = text;
}

// Browser to browser. Of two, the one whose id comes first makes the offer.

function meet({ id, side }) {
  const connection = new RTCPeerConnection({ iceServers: servers });
  const peer = { connection, name: words.sides[side], channel: null, figure: null, waiting: [] };
  peers.set(id, peer);
  for (const track of outgoing?.getTracks() ?? []) prefer(connection.addTrack(track, outgoing));
  if (!outgoing?.getVideoTracks().length) connection.addTransceiver("video", { direction: "recvonly" });
  connection.addEventListener("icecandidate", ({ candidate }) => candidate && tell(id, { candidate: candidate.toJSON() }));
  connection.addEventListener("connectionstatechange", () => {
    showState();
    if (connection.connectionState === "failed" && me < id) offer(id, peer, { iceRestart: true });
  });
  connection.addEventListener("track", ({ streams: [source] }) => {
    peer.figure ??= picture(peer.name, source);
  });
  connection.addEventListener("datachannel", ({ channel }) => listenTo(peer, channel));
  if (me < id) {
    listenTo(peer, connection.createDataChannel("text"));
    offer(id, peer);
  }
}

function prefer(sender) {
  if (sender.track.kind !== "video") return;
  const parameters = sender.getParameters();
  parameters.degradationPreference = "maintain-framerate";
  sender.setParameters(parameters).catch(() => {});
}

function listenTo(peer, channel) {
  peer.channel = channel;
  channel.addEventListener("message", ({ data }) => addLine(peer.name, String(data).slice(0, 1000)));
}

async function offer(id, { connection }, options) {
  await connection.setLocalDescription(await connection.createOffer(options));
  await tell(id, { description: connection.localDescription.toJSON() });
}

function tell(id, body) {
  return call(`${me}/signals`, { json: { recipient: id, bodies: [body] } }).catch(() => {});
}

async function hear(id, { description, candidate }) {
  const peer = peers.get(id);
  if (!peer) return;
  const { connection } = peer;
  if (description) {
    await connection.setRemoteDescription(description);
    for (const early of peer.waiting.splice(0)) await connection.addIceCandidate(early);
    if (description.type === "offer") {
      await connection.setLocalDescription(await connection.createAnswer());
      await tell(id, { description: connection.localDescription.toJSON() });
    }
  } else if (candidate) {
    if (connection.remoteDescription) await connection.addIceCandidate(candidate);
    else peer.waiting.push(candidate);
  }
}

function part(id) {
  const peer = peers.get(id);
  peer.connection.close();
  peer.figure?.remove();
  peers.delete(id);
}

// News of the room

let asking = false;
let again = false;

async function news() {
  if (!me) return;
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const { participants, signals } = await call(`${me}/signals?after=${after}`, { method: "GET" });
    const there = new Set(participants.map(({ id }) => id));
    for (const id of [...peers.keys()]) if (!there.has(id)) part(id);
    for (const participant of participants) if (participant.id !== me && !peers.has(participant.id)) meet(participant);
    for (const { sequence, sender, body } of signals) {
      after = sequence;
      await hear(sender, body);
    }
    showState();
  } catch (error) {
    if (error.status === 410 || error.status === 404) stop(words.over);
    else $("state").textContent = words.failed;
  }
  asking = false;
  if (again) {
    again = false;
    await news();
  }
}

// What one does

async function openCamera() {
  const wanted = [{ video: PICTURE, audio: true }, { video: PICTURE }, { video: true }];
  for (const constraints of wanted) {
    try {
      return await navigator.mediaDevices.getUserMedia(constraints);
    } catch {
      // The next wish is smaller.
    }
  }
  return null;
}

async function join() {
  $("join").disabled = true;
  $("error").textContent = "";
  try {
    const joined = await call("");
    me = joined.participant;
    servers = joined.ice_servers;
  } catch (error) {
    $("error").textContent = error.message;
    $("join").disabled = false;
    return;
  }
  camera = await openCamera();
  outgoing = camera && new MediaStream(camera.getTracks());
  for (const track of camera?.getVideoTracks() ?? []) track.contentHint = "motion";
  $("door").hidden = true;
  for (const id of ["pictures", "texts", "controls"]) $(id).hidden = false;
  if (outgoing) picture(words.me, outgoing, { own: true });
  else addLine("!", words.camera);
  $("blur").disabled = !outgoing;
  stream = new EventSource(`/live/events?video=${encodeURIComponent(token)}`);
  for (const name of ["ready", "message", "reset"]) stream.addEventListener(name, news);
  timer = setInterval(news, NEWS_SECONDS * 1000);
  showState();
  await news();
  $("text").focus();
}

function send(track) {
  for (const { connection } of peers.values()) {
    connection.getSenders().find((sender) => sender.track?.kind === "video")?.replaceTrack(track);
  }
  const [before] = outgoing.getVideoTracks();
  outgoing.removeTrack(before);
  outgoing.addTrack(track);
}

function blur() {
  const [track] = camera.getVideoTracks();
  if (blurring) {
    clearInterval(blurring);
    blurring = 0;
    send(track);
  } else {
    // A picture of a few points, made large again: nothing sharp ever leaves.
    const canvas = document.createElement("canvas");
    canvas.width = 16;
    canvas.height = 12;
    const large = document.createElement("canvas");
    large.width = 640;
    large.height = 480;
    const source = document.createElement("video");
    source.muted = true;
    source.srcObject = new MediaStream([track]);
    source.play();
    const draw = () => {
      canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
      large.getContext("2d").drawImage(canvas, 0, 0, large.width, large.height);
    };
    draw();
    blurring = setInterval(draw, 1000 / BLURRED_FRAMES_A_SECOND);
    send(large.captureStream(BLURRED_FRAMES_A_SECOND).getVideoTracks()[0]);
  }
  $("blur").setAttribute("aria-pressed", String(Boolean(blurring)));
  $("blur").textContent = blurring ? words.show : words.hide;
}

function stop(text) {
  clearInterval(timer);
  clearInterval(blurring);
  stream?.close();
  for (const id of [...peers.keys()]) part(id);
  for (const track of camera?.getTracks() ?? []) track.stop();
  me = null;
  $("pictures").replaceChildren();
  $("pictures").hidden = $("controls").hidden = $("composer").hidden = true;
  $("state").textContent = text;
}

$("join").addEventListener("click", join);
if (location.hash === "#join") join(); // from the waiting room, where the citizen has agreed to the camera
$("blur").addEventListener("click", blur);
$("leave").addEventListener("click", () => {
  call(`${me}/leave`).catch(() => {});
  stop(words.over);
});
$("end")?.addEventListener("click", () => {
  call("end").catch(() => {});
  stop(words.over);
});
$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  for (const { channel } of peers.values()) if (channel?.readyState === "open") channel.send(text);
  addLine(words.me, text);
  $("text").value = "";
});
window.addEventListener("pagehide", () => me && call(`${me}/leave`, { keepalive: true }).catch(() => {}));
