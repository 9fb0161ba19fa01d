// Takes away what desks of fairs keep on this phone: pages, data, pictures, packs, and the key that opens unsent leads.
// Unsent leads themselves stay, sealed: nobody but whoever wrote them is given the key again. The sign-in page runs it at
// once, so that nothing is left for whoever comes next.

async function forgetFairDesks() {
  if (!("caches" in window)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("fair-desk ")).map((name) => caches.delete(name)));
  if (!("serviceWorker" in navigator)) return;
  const workers = await navigator.serviceWorker.getRegistrations();
  const ours = workers.filter((one) => /\/fairs\/\d+\/desk$/.test(new URL(one.scope).pathname));
  await Promise.all(ours.map((one) => one.unregister()));
}

if (document.querySelector("script[data-now][src*=fair_desk_forget]")) forgetFairDesks();
