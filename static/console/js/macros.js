// Ready-made answers: "/" at the beginning of a word opens the list, what follows narrows it, Enter puts one in.

const FIELD = "#reply-text";
const TYPED = /(?:^|\s)\/([\p{L}\p{N}_-]{0,20})$/u;

const picker = () => document.getElementById("macro-picker");
const options = () => [...picker().querySelectorAll("[role=option]")];
const shown = () => options().filter((option) => !option.hidden);
const isOpen = () => picker() !== null && !picker().hidden;

function typedCode(field) {
  return field.value.slice(0, field.selectionStart).match(TYPED)?.[1];
}

function choose(field, option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function close(field) {
  if (!picker()) return;
  picker().hidden = true;
  field.removeAttribute("aria-activedescendant");
  field.removeAttribute("aria-controls");
}

function narrow(field) {
  const code = picker() && typedCode(field);
  if (code === undefined || code === null) {
    if (isOpen()) close(field);
    return;
  }
  const wanted = code.toLowerCase();
  for (const option of options()) {
    const { code: own, title } = option.dataset;
    option.hidden = !own.toLowerCase().startsWith(wanted) && !title.toLowerCase().includes(wanted);
  }
  picker().hidden = false;
  field.setAttribute("aria-controls", "macro-list");
  const found = shown();
  const exact = found.find((option) => option.dataset.code.toLowerCase() === wanted);
  choose(field, exact ?? found[0]);
  const count = picker().querySelector("[data-macro-count]");
  count.textContent = found.length ? "" : count.dataset.none;
}

function insert(field, option) {
  const end = field.selectionStart;
  const start = end - typedCode(field).length - 1;
  field.setRangeText(option.dataset.text, start, end, "end");
  // What nobody knew yet is selected, to be written over.
  const open = field.value.slice(start).match(/\{[a-z]+\}/);
  if (open) field.setSelectionRange(start + open.index, start + open.index + open[0].length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close(field);
}

document.addEventListener("input", (event) => {
  if (event.target.matches(FIELD)) narrow(event.target);
});

document.addEventListener(
  "keydown",
  (event) => {
    if (!event.target.matches(FIELD) || !isOpen() || event.isComposing || event.keyCode === 229) return;
    const found = shown();
    const chosen = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) choose(event.target, found[(chosen + step + found.length) % found.length]);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && found[chosen]) insert(event.target, found[chosen]);
    else if (event.key === "Escape") close(event.target);
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("#macro-list [role=option]");
  if (!option) return;
  event.preventDefault();
  insert(document.querySelector(FIELD), option);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches(FIELD) && isOpen() && !picker().contains(event.relatedTarget)) close(event.target);
});
