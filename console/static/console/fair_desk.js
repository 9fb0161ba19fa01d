// The desk at a fair: its tabs, the form of a lead, the list of leads, and keeping all of it on the phone.

(() => {
  const base = document.body.dataset.base;
  const kept = `fair-desk ${base}`;
  const at = (id) => document.getElementById(id);
  let desk = null; // what the server said last, or what was kept of it
  let unsent = []; // this person's leads on this phone
  let signedOut = false;

  const say = (words, trouble = false) => {
    at("said").textContent = words;
    at("said").classList.toggle("trouble", trouble);
    at("said").hidden = !words;
  };
  const word = (key) => desk.words[key];
  const moment = (said) => new Date(said).toLocaleString(desk.language, { dateStyle: "medium", timeStyle: "short" });

  function made(tag, words, named = {}) {
    const node = Object.assign(document.createElement(tag), named);
    if (words) node.append(words);
    return node;
  }

  // Tabs: one section at a time, by the address's end.
  function showTab() {
    const sections = [...document.querySelectorAll("main > section")];
    const shown = sections.find((one) => `#${one.id}` === location.hash) || sections[0];
    sections.forEach((one) => { one.hidden = one !== shown; });
    document.querySelectorAll(".fd-tabs a").forEach((link) => {
      if (link.hash === `#${shown.id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    if (desk && !signedOut) say("");
    window.scrollTo(0, 0);
  }

  document.querySelectorAll(".fd-find").forEach((field) => field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    document.querySelectorAll(`[data-found="${field.dataset.finds}"]`).forEach((card) => {
      card.hidden = !card.textContent.toLowerCase().includes(wanted);
    });
  }));

  // Keeping: page, data, scripts and pictures as they are now, all or nothing.
  async function keep() {
    if (!("caches" in window) || !window.isSecureContext) return say(word("fd_no_storage"), true);
    if (Date.parse(desk.until) < Date.now()) {
      await caches.delete(kept);
      return say(word("fd_over"));
    }
    const cache = await caches.open(kept);
    try {
      for (const address of [base, ...desk.keep]) await keepOne(cache, address);
      await keepData();
      await navigator.serviceWorker.register(`${base}/worker.js`, { scope: base });
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
      document.body.dataset.kept = "yes";
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      say(word("fd_not_kept"), true);
    }
  }

  async function keepData() {
    const { fair, ...said } = desk;
    const held = new Response(JSON.stringify(said), { headers: { "Content-Type": "application/json" } });
    await (await caches.open(kept)).put(`${base}/data.json`, held);
  }

  async function keepOne(cache, address) {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    if (answer.ok && !answer.redirected) await cache.put(address, answer);
    else if (address === base) throw new TypeError(`HTTP ${answer.status}`);
  }

  async function keptData() {
    if (!("caches" in window)) return null;
    const answer = await (await caches.open(kept)).match(`${base}/data.json`);
    const said = answer && (await answer.json());
    return said && Date.parse(said.until) > Date.now() ? { ...said, fair: base } : null;
  }

  // Asks the server anew; false where it does not answer. What was asked for later is never put back by an answer that came late.
  let askedFor = 0, answered = 0;
  async function refresh() {
    const turn = ++askedFor;
    try {
      const said = await FairDeskSync.data(base);
      if (turn < answered) return true;
      answered = turn;
      desk = said;
      signedOut = false;
      await FairDeskSync.settle(desk);
      return true;
    } catch (error) {
      if (error instanceof FairDeskSync.SignedOut) signedOut = true;
      else if (!(error instanceof FairDeskSync.NoAnswer)) throw error;
      return false;
    }
  }

  const AGAIN = 30_000; // milliseconds after which a transfer that broke off is tried again while there seems to be a network
  let sending = false;
  let again = 0;
  let wanted = false; // asked for while one was under way: the network may have come back in the middle of it
  async function sync() {
    if (!desk) return;
    wanted = sending;
    if (sending) return;
    sending = true;
    at("sync").setAttribute("aria-busy", "true");
    clearTimeout(again);
    try {
      const ended = await FairDeskSync.all(desk, show);
      if (ended === "signed-out") signedOut = true;
      if (ended === "no-answer" && navigator.onLine) again = setTimeout(sync, AGAIN);
      if (ended === "" && at("said").textContent === word("fd_saved")) say("");
      if (ended === "" && (await refresh()) && document.body.dataset.kept) await keepData();
    } finally {
      sending = false;
      await show();
      at("sync").setAttribute("aria-busy", "false");
      if (wanted) sync();
    }
  }

  function showState() {
    const count = (...states) => unsent.filter((row) => states.includes(row.state)).length;
    const waiting = count("waiting", "refused", "conflict"), going = count("sending");
    const sent = desk.leads.filter((one) => one.by === desk.name).length + unsent.filter((row) =>
      row.state === "sent" && !desk.leads.some((one) => one.form === row.form)).length;
    at("net").textContent = word(navigator.onLine ? "fd_online" : "fd_offline");
    at("net").className = `fd-net ${navigator.onLine ? "on" : "off"}`;
    const parts = [["fd_waiting", waiting], ...(going ? [["fd_sending", going]] : []), ["fd_sent", sent]];
    at("counts").textContent = parts.map(([key, number]) => `${word(key)} ${number}`).join(" · ");
    at("sync").disabled = false;
    const tab = document.querySelector('.fd-tabs a[href="#leads"]');
    tab.querySelector("b")?.remove();
    if (waiting + going) tab.append(made("b", String(waiting + going)));
    if (signedOut) {
      say(`${word("fd_signed_out")} `, true);
      at("said").append(made("a", word("fd_sign_in_again"), { href: `${document.body.dataset.signIn}?next=${encodeURIComponent(base)}` }));
    }
    at("until").textContent = moment(desk.until);
  }

  function leadCard(lead, state, problem) {
    const card = made("article", "", { className: "fd-card fd-lead" });
    card.dataset.form = lead.form;
    const head = made("h3");
    head.append(made("span", lead.stand || "—", { className: "fd-stand" }), " ", made("span", word(`fd_${state}`), { className: `state ${state}` }));
    card.append(head, made("p", lead.seen));
    const about = [lead.exhibitor, lead.brand || lead.enterprise, lead.place].filter((one) => typeof one === "string" && one);
    card.append(made("p", [...about, moment(lead.seen_at), lead.by].filter(Boolean).join(" · "), { className: "minor" }));
    if (problem) card.append(made("p", problem, { className: "failed" }));
    return card;
  }

  function keptCard(one) {
    const card = leadCard(one, "sent", "");
    if (one.missing.length) card.append(made("p", `${one.missing.length} ${word("fd_photos_left")}`, { className: "minor" }));
    if (!navigator.onLine) return card;
    if (one.photos.length) {
      const row = made("div", "", { className: "fd-pictures", tabIndex: 0 });
      one.photos.forEach((photo) => row.append(made("img", "", { src: `${base}/photos/${photo.id}.png`, alt: photo.sha256.slice(0, 8) })));
      card.append(row);
    }
    const links = made("p", "", { className: "fd-do" });
    links.append(made("a", word("fd_letter"), { href: `${base}/leads/${one.lead}/letter.docx`, download: "" }),
      made("a", word("fd_lead_pack"), { href: `${base}/leads/${one.lead}/evidence.zip`, download: "" }));
    card.append(links);
    return card;
  }

  function unsentCard(row) {
    const problem = row.state === "conflict" ? word("fd_conflict_why") : row.problem;
    const whose = `${row.lead.enterprise || ""}/${row.lead.brand || ""}`;
    const chosen = row.lead.enterprise && [...at("whose").options].find((one) => one.value === whose);
    const card = leadCard({ ...row.lead, by: desk.name, brand: chosen ? chosen.text : "" }, row.state, problem);
    card.append(made("p", `${row.lead.photos.length} ${word("fd_photos_left")}`, { className: "minor", hidden: !row.lead.photos.length || row.state === "sent" }));
    if (row.state === "conflict") {
      const drop = made("button", word("fd_drop_mine"), { type: "button" });
      drop.addEventListener("click", async () => { await FairDeskStore.drop(row.form); await show(); });
      card.append(drop);
    }
    return card;
  }

  let shows = 0; // the one begun last is shown: a slower one before it read what may have been sent since
  async function show() {
    if (!desk) return;
    const turn = ++shows;
    const found = "indexedDB" in window ? await FairDeskStore.mine(desk) : [];
    if (turn !== shows || !desk) return;
    unsent = found;
    showState();
    const here = new Set(unsent.map((row) => row.form));
    const others = desk.leads.filter((one) => !here.has(one.form));
    const cards = [...unsent.map(unsentCard).reverse(), ...others.map(keptCard)];
    at("lead-list").replaceChildren(...(cards.length ? cards : [made("p", word("fd_no_leads"), { className: "nothing" })]));
  }

  // The form of a lead.
  function showTaken() {
    at("taken").replaceChildren(...FairDeskPhotos.all().map((photo) => {
      const item = made("li", "");
      const remove = made("button", word("fd_remove"), { type: "button" });
      remove.addEventListener("click", () => { FairDeskPhotos.remove(photo.sha256); showTaken(); });
      const size = `${(photo.bytes.byteLength / 1048576).toFixed(1)} MB${photo.reduced ? ` · ${word("fd_reduced")}` : ""}`;
      item.append(made("img", "", { src: photo.shown, alt: photo.sha256.slice(0, 8) }), made("span", size), remove);
      return item;
    }));
  }

  async function addPhotos(event) {
    const files = [...event.target.files];
    say("");
    for (const file of files) {
      if (FairDeskPhotos.all().length >= desk.limits.photos) say(word("fd_too_many_photos"), true);
      else if (!(await FairDeskPhotos.add(file, desk.limits))) say(word("fd_photo_bad"), true);
    }
    event.target.value = "";
    showTaken();
  }

  function now() {
    const here = new Date();
    return new Date(here - here.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }

  function written(form) {
    const [enterprise, brand] = form.whose.value.split("/");
    const field = (name) => form[name].value.trim();
    return {
      form: crypto.randomUUID(), stand: field("stand"), exhibitor: field("exhibitor"), seen: field("seen"), place: field("place"),
      seen_at: new Date(form.seen_at.value).toISOString(), enterprise: Number(enterprise) || null, brand: Number(brand) || null,
      photos: FairDeskPhotos.all().map((one) => one.sha256),
    };
  }

  async function save(event) {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector(".primary");
    button.disabled = true;
    try {
      await FairDeskStore.add(desk, written(form), FairDeskPhotos.all().map(({ shown, ...photo }) => photo));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return say(word("fd_storage_full"), true);
    } finally {
      button.disabled = false;
    }
    form.reset();
    FairDeskPhotos.clear();
    form.seen_at.value = now();
    sameStand();
    showTaken();
    say(word("fd_saved"));
    await show();
    await askForSync();
    return sync();
  }

  async function askForSync() {
    const worker = "serviceWorker" in navigator && (await navigator.serviceWorker.getRegistration(base));
    if (worker && worker.sync) await worker.sync.register("fair-desk").catch(() => {});
  }

  function sameStand() {
    const stand = at("stand").value.trim().toLowerCase();
    const same = [...desk.leads, ...unsent.map((row) => row.lead)].filter((one) => stand && one.stand.toLowerCase() === stand);
    const forms = new Map(same.map((one) => [one.form, one]));
    at("same-stand").hidden = !forms.size;
    at("same-stand").textContent = word("fd_same_stand") + [...forms.values()].map((one) => one.seen.slice(0, 40)).join(" / ");
  }

  function suggest(from, to, other) {
    const option = [...document.querySelectorAll(`#${from}s option`)].find((one) => one.value === at(from).value);
    if (option && !at(to).value) at(to).value = option.dataset[other] || "";
  }

  document.querySelectorAll("[data-file-stand]").forEach((button) => button.addEventListener("click", () => {
    at("stand").value = button.dataset.fileStand;
    at("exhibitor").value = button.dataset.fileExhibitor;
    const option = [...at("whose").options].find((one) => one.value.endsWith(`/${button.dataset.fileBrand}`));
    if (option) option.selected = true;
    sameStand();
    location.hash = "#new";
  }));

  async function leave(event) {
    event.preventDefault();
    const count = unsent.filter((row) => row.state !== "sent").length;
    if (count && !confirm(word("fd_leave_unsent").replace("{count}", count))) return;
    await forgetFairDesks();
    if (navigator.onLine) return event.target.submit();
    document.querySelector("main").replaceChildren();
    say(word("fd_left_offline"), true);
    desk = null;
  }

  async function begin() {
    const fresh = await refresh();
    if (!fresh) desk = desk || (await keptData());
    if (!desk) return say(document.querySelector("noscript").textContent.trim(), true);
    at("seen_at").value = now();
    at("lead").addEventListener("submit", save);
    at("camera").addEventListener("change", addPhotos);
    at("album").addEventListener("change", addPhotos);
    at("stand").addEventListener("change", () => { suggest("stand", "exhibitor", "exhibitor"); sameStand(); });
    at("exhibitor").addEventListener("change", () => suggest("exhibitor", "stand", "stand"));
    at("sync").addEventListener("click", sync);
    at("leave").addEventListener("submit", leave);
    window.addEventListener("online", sync);
    window.addEventListener("offline", show);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
    await show();
    if (fresh) await keep();
    if ("caches" in window) await FairDeskPacks.begin(kept, base, () => desk, say);
    document.body.dataset.ready = "yes";
    return sync();
  }

  if ("serviceWorker" in navigator) navigator.serviceWorker.addEventListener("message", async () => { await refresh(); await show(); });
  window.addEventListener("hashchange", showTab);
  showTab();
  begin();
})();
