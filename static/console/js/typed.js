// A part that fetches itself anew (after a live event, or now and then) waits while something is being written in it: it
// stays as it is and says that there is news. Asked for, the news come, and what was written stands in them again.
// A part that brings its words along by itself has data-brings-typed.

const WRITTEN = "textarea, input:not([type=hidden], [type=checkbox], [type=search], [type=submit])";
const notice = document.getElementById("news");

function written(part) {
  return [...part.querySelectorAll(WRITTEN)].filter((field) =>
    field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue,
  );
}

// An alert outside of a form is news itself, an offer for example.
function refused(part) {
  const reasons = [...part.querySelectorAll("form [role=alert]")];
  return part.querySelector("[aria-invalid=true]") || reasons.some((reason) => reason.textContent.trim());
}

function inUse(part) {
  const focused = document.activeElement;
  return written(part).length || refused(part) || (part.contains(focused) && focused.matches(WRITTEN));
}

function words(part) {
  const copy = part.cloneNode(true);
  for (const news of copy.querySelectorAll("[data-news]")) news.remove();
  return copy.textContent.replace(/\s+/g, "");
}

function isNew(part, answer) {
  return words(part) !== words(new DOMParser().parseFromString(answer, "text/html").body);
}

async function fetchNews(part, { elt, path }, event) {
  const kept = written(part).filter((field) => field.id && field.type !== "file");
  await window.htmx.ajax("GET", path, { source: elt, event });
  for (const { id, value, checked } of kept) {
    const field = document.getElementById(id);
    if (field) Object.assign(field, field.type === "radio" ? { checked } : { value });
  }
}

function tell(part, request) {
  if (part.querySelector(":scope > [data-news]")) return;
  part.prepend(notice.content.cloneNode(true));
  const button = part.querySelector(":scope > [data-news] button");
  button.addEventListener("click", (event) => fetchNews(part, request, event));
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, serverResponse, shouldSwap } = event.detail;
  const cause = requestConfig.triggeringEvent;
  const byItself = requestConfig.verb === "get" && (!cause || cause instanceof CustomEvent);
  if (!shouldSwap || !byItself || target.dataset.bringsTyped !== undefined || !inUse(target)) return;
  event.detail.shouldSwap = false;
  if (isNew(target, serverResponse)) tell(target, requestConfig);
});
