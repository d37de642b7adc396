// Lists of matches work without this file. With it, keys judge the match that has the focus
// (m, n, x; u takes back), j and k go to the next and the one before, and pages print by a button.

const KEYS = { m: "must", n: "nice", x: "no", u: "undo" };

function matchOf(element) {
  return element instanceof Element ? element.closest("[data-match]") : null;
}

function go(match, step) {
  const all = [...document.querySelectorAll("[data-match]")];
  const next = all[all.indexOf(match) + step];
  next?.querySelector("h2 a")?.focus();
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("input:not([type=checkbox]), select, textarea");
  if (field || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const match = matchOf(event.target);
  if (!match) return;
  if (event.key === "j" || event.key === "k") go(match, event.key === "j" ? 1 : -1);
  const button = match.querySelector(`button[id^="verdict-"][id$="-${KEYS[event.key]}"]`);
  button?.click();
});

// The buttons are drawn anew after each verdict: the focus must not be lost with the old ones.
document.addEventListener("htmx:afterSwap", (event) => {
  const id = event.detail.requestConfig?.elt?.id;
  if (id && !document.getElementById(id)) {
    document.querySelector(`#${CSS.escape(event.detail.target.id)} button`)?.focus();
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// No more suppliers can be ticked than fit side by side.
document.addEventListener("change", (event) => {
  if (event.target.getAttribute("form") !== "compare") return;
  const boxes = [...document.querySelectorAll('input[form="compare"]')];
  const isFull = boxes.filter((box) => box.checked).length >= 4;
  for (const box of boxes) box.disabled = isFull && !box.checked;
});
