// The chat of the city on this site: a button, and a frame that opens beside it. Nothing of the site's own style or
// scripts reaches it, and it reaches nothing of the site.
(() => {
  const WORDS = {{ words|safe }};
  const own = document.currentScript;
  if (!own || window.contactcenterChat) return;
  window.contactcenterChat = true;

  const origin = new URL(own.src).origin;
  const language = WORDS[own.dataset.language] ? own.dataset.language : "ko";
  const words = WORDS[language];
  const STYLE = `
    :host { all: initial; position: fixed; right: 0; bottom: 0; z-index: 2147483000; }
    :host([hidden]) { display: none; }
    button { position: fixed; right: 16px; bottom: 16px; min-height: 52px; padding: 0 22px; border: 0; border-radius: 26px;
      background: #0b50d0; color: #fff; font: 600 16px/1.2 system-ui, sans-serif; cursor: pointer;
      box-shadow: 0 4px 16px rgb(0 0 0 / 25%); }
    button:hover { background: #083891; }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #256ef4; }
    button .unread { margin-left: 8px; padding: 2px 8px; border-radius: 10px; background: #fff; color: #bd2c0f; }
    button .unread[hidden] { display: none; }
    [role=dialog] { position: fixed; right: 16px; bottom: 16px; width: 384px; height: min(640px, calc(100vh - 32px));
      overflow: hidden; border: 1px solid #6d7882; border-radius: 14px; background: #fff;
      box-shadow: 0 8px 32px rgb(0 0 0 / 28%); }
    [role=dialog][hidden], button[hidden] { display: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    @media (max-width: 480px) {
      [role=dialog] { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
    }`;

  const host = document.createElement("contactcenter-chat");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement("button");
  button.type = "button";
  button.lang = language;
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  button.textContent = words.open;
  const unread = document.createElement("span");
  unread.className = "unread";
  unread.hidden = true;
  unread.setAttribute("role", "status");
  button.append(unread);

  const panel = document.createElement("div");
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", words.open);
  panel.hidden = true;
  root.append(button, panel);

  let frame = null;

  function tell(message) {
    frame.contentWindow.postMessage(message, origin);
  }

  function open() {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = words.open;
      const query = new URLSearchParams({ language, district: own.dataset.district || "" });
      frame.src = `${origin}/chat/frame/?${query}`;
      panel.append(frame);
    } else {
      tell({ contactcenter: "opened" });
    }
    panel.hidden = false;
    button.hidden = true;
    unread.hidden = true;
    button.setAttribute("aria-expanded", "true");
    frame.focus();
    remember("open");
  }

  function close() {
    panel.hidden = true;
    button.hidden = false;
    button.setAttribute("aria-expanded", "false");
    button.focus();
    tell({ contactcenter: "closed" });
    remember("");
  }

  // Browsers that let no frame keep anything leave the conversation's key to this tab.
  function remember(state, name = "contactcenter-chat") {
    try {
      sessionStorage.setItem(name, state);
    } catch {
      // A site that may keep nothing opens with the button.
    }
  }

  function remembered(name = "contactcenter-chat") {
    try {
      return sessionStorage.getItem(name) ?? "";
    } catch {
      return "";
    }
  }

  button.addEventListener("click", open);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    if (event.data?.contactcenter === "close") close();
    if (event.data?.contactcenter === "keep") remember(String(event.data.kept), "contactcenter-conversation");
    if (event.data?.contactcenter === "restore") {
      tell({ contactcenter: "restored", kept: remembered("contactcenter-conversation") });
    }
    if (event.data?.contactcenter === "unread" && panel.hidden) {
      unread.textContent = words.unread;
      unread.hidden = false;
    }
  });

  function begin() {
    document.body.append(host);
    if (remembered() === "open") open();
  }
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
