// Evidence packs of chosen alerts, fetched ahead and kept beside the page, so that they can be shown without a network: gone with it
// when its person signs out.

const FairDeskPacks = (() => {
  const MOST = 200 * 1024 * 1024; // bytes of all packs on a phone

  const address = (base, alert) => `${base}/packs/${alert}.zip`;
  const megabytes = (size) => `${(size / 1048576).toFixed(1)} MB`;

  async function kept(cache) {
    const packs = (await cache.keys()).filter((request) => request.url.endsWith(".zip"));
    const sizes = await Promise.all(packs.map(async (one) => (await (await cache.match(one)).blob()).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  // Fetches a pack and keeps it; the key of what went wrong, "" for nothing.
  async function fetched(cache, base, button, csrf) {
    const headers = { "X-CSRFToken": csrf };
    const answer = await fetch(button.dataset.packFrom, { method: "POST", headers, redirect: "manual" }).catch(() => null);
    if (answer && answer.status === 409) return "fd_pack_none";
    if (!answer || !answer.ok) return "fd_pack_failed";
    const pack = await answer.blob();
    if ((await kept(cache)) + pack.size > MOST) return "fd_pack_full";
    await cache.put(address(base, button.dataset.pack), new Response(pack, { headers: { "Content-Type": "application/zip" } }));
    return "";
  }

  async function shown(cache, base, button, words) {
    const answer = await cache.match(address(base, button.dataset.pack));
    if (answer) button.textContent = `${words.fd_pack_open} (${megabytes((await answer.blob()).size)})`;
    return Boolean(answer);
  }

  async function open(cache, base, alert) {
    const pack = await (await cache.match(address(base, alert))).blob();
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(pack), download: `evidence-${alert}.zip` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // Gives the buttons their work; `desk` is asked for at each turn, since its token may have been renewed.
  async function begin(name, base, desk, say) {
    const words = desk().words;
    const cache = await caches.open(name);
    for (const button of document.querySelectorAll("[data-pack]")) {
      await shown(cache, base, button, words);
      button.addEventListener("click", async () => {
        if (await shown(cache, base, button, words)) return open(cache, base, button.dataset.pack);
        button.disabled = true;
        say(words.fd_pack_saving);
        const problem = await fetched(cache, base, button, desk().csrf);
        button.disabled = false;
        say(problem ? words[problem] : "", Boolean(problem));
        return shown(cache, base, button, words);
      });
    }
  }

  return { begin };
})();
