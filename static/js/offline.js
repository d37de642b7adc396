// Whoever looks at any page ends the copies that another reader kept in this browser; after a
// log-out there is no reader, and no copy stays. See agenda_worker.js.

if ("caches" in window) {
  const own = `fm-agenda-${document.body.dataset.reader}`;
  caches.keys().then((names) => names
    .filter((name) => name.startsWith("fm-agenda-") && name !== own)
    .forEach((name) => caches.delete(name)));
}
