// Parts of a page that keep themselves fresh: [data-live] names the seconds between two looks.
// Nobody looks while the page is hidden; coming back looks at once. What has not changed since
// (304, by the part's signature) stays as it is, with whatever has the focus.

const parts = () => document.querySelectorAll("[data-live]");

function look(part) {
  part.dataset.lookedAt = String(Date.now());
  window.htmx.trigger(part, "live");
}

function isDue(part) {
  const looked = Number(part.dataset.lookedAt ?? 0);
  return Date.now() - looked >= Number(part.dataset.live) * 1000;
}

function lookWhereDue() {
  if (document.hidden) return;
  for (const part of parts()) if (isDue(part)) look(part);
}

for (const part of parts()) part.dataset.lookedAt = String(Date.now());
window.setInterval(lookWhereDue, 1000);
document.addEventListener("visibilitychange", lookWhereDue);

document.addEventListener("htmx:configRequest", (event) => {
  const { signature } = event.target.dataset;
  if (signature && event.detail.verb === "get") event.detail.headers["If-None-Match"] = signature;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 304) event.detail.shouldSwap = false;
});

// A new part has just been looked at.
document.addEventListener("htmx:load", (event) => {
  const part = event.target.closest?.("[data-live]");
  if (part && !part.dataset.lookedAt) part.dataset.lookedAt = String(Date.now());
});
