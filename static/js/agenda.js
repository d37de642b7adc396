// Has a copy of the agenda kept in this browser, so that it opens without a network.

const head = document.querySelector("[data-worker]");

// Whole addresses, without the part behind “#”, of what the page loads from our own files.
function assets() {
  const found = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img, use");
  const addresses = [...found].map((element) => element.getAttribute("href") || element.getAttribute("src"));
  return [...new Set(addresses.filter(Boolean).map((address) => new URL(address, location.href).href.split("#")[0]))];
}

async function keepCopy() {
  await navigator.serviceWorker.register(head.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ page: location.href.split("#")[0], assets: assets() });
}

if (head && "serviceWorker" in navigator && head.dataset.served === "network") keepCopy();
