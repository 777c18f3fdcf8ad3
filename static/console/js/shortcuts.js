// Key commands: a pressed chord presses (or focuses) the first visible element that carries it in data-shortcut.
// Chords name physical keys, and nothing happens while a Hangul syllable is being composed.

const STORED = "shortcuts";
const EDITABLE = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const toggle = document.querySelector("[data-shortcuts-enabled]");

function enabled() {
  return localStorage.getItem(STORED) !== "off";
}

function chordOf(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Control");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey) parts.push("Shift");
  parts.push(event.code === "NumpadEnter" ? "Enter" : event.code);
  return parts.join("+");
}

function visible(element) {
  return element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
}

// The form one is in comes before others; to send from elsewhere means the reply.
function find(chord, focused) {
  const name = CSS.escape(chord);
  const usable = [...document.querySelectorAll(`[data-shortcut="${name}"]`)].filter(
    (element) => visible(element) && !element.disabled,
  );
  const form = focused.closest?.("form");
  const near = usable.find((element) => form?.contains(element));
  return near ?? usable.find((element) => element.closest(".composer")) ?? usable[0];
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.repeat || !enabled()) return;
  const chord = chordOf(event);
  // A chord that types a character is a command only outside of fields.
  if (!event.ctrlKey && !event.altKey && !/^F\d+$/.test(event.code) && event.target.closest(EDITABLE)) return;
  const element = chord === "Alt+KeyJ" ? document.querySelector("[data-next-contact]") : find(chord, event.target);
  if (!element) return;
  event.preventDefault();
  if (element.matches(EDITABLE)) element.focus();
  else element.click();
});

if (toggle) {
  toggle.checked = enabled();
  toggle.addEventListener("change", () => localStorage.setItem(STORED, toggle.checked ? "on" : "off"));
}
