// What waits on this phone to be sent: leads and their photographs in IndexedDB, sealed (AES-GCM) with a key the console gives to
// whoever wrote them, and to nobody else. Page and worker share it.

const FairDeskStore = (() => {
  const LEADS = "leads", PHOTOS = "photos";

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  function opened() {
    const request = indexedDB.open("haishao-fair-desk", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(LEADS, { keyPath: "form" });
      request.result.createObjectStore(PHOTOS, { keyPath: "id" }).createIndex("form", "form");
    };
    return asked(request);
  }

  // Runs `act` on the tables in one transaction, and waits until it is on the disk.
  async function within(mode, act) {
    const database = await opened();
    try {
      const transaction = database.transaction([LEADS, PHOTOS], mode);
      const done = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
      const result = act(transaction.objectStore(LEADS), transaction.objectStore(PHOTOS));
      const found = result instanceof IDBRequest ? asked(result) : result;
      await done;
      return await found;
    } finally {
      database.close();
    }
  }

  function keyFrom(hex) {
    const bytes = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
    return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async function sealed(key, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
  }

  function unsealed(key, held) {
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: held.iv }, key, held.data);
  }

  // A lead, with its photographs as {sha256, type, taken_at, reduced, bytes}; all of it or nothing.
  async function add(whose, lead, photos) {
    const key = await keyFrom(whose.key);
    const words = await sealed(key, new TextEncoder().encode(JSON.stringify(lead)));
    const row = { form: lead.form, user: whose.user, fair: whose.fair, state: "waiting", problem: "", words };
    const pictures = [];
    for (const one of photos) {
      const { bytes, ...rest } = one;
      pictures.push({ id: `${lead.form}/${one.sha256}`, form: lead.form, ...rest, held: await sealed(key, bytes) });
    }
    await within("readwrite", (leads, kept) => {
      leads.add(row);
      pictures.forEach((one) => kept.add(one));
    });
  }

  // The leads this person has on this phone for this fair, in words.
  async function mine(whose) {
    const rows = await within("readonly", (leads) => leads.getAll());
    const key = await keyFrom(whose.key);
    const found = [];
    for (const row of rows.filter((one) => one.user === whose.user && one.fair === whose.fair)) {
      try {
        const lead = JSON.parse(new TextDecoder().decode(await unsealed(key, row.words)));
        found.push({ ...row, lead });
      } catch (error) {
        if (!(error instanceof DOMException)) throw error; // sealed with a key that is no more
      }
    }
    return found;
  }

  async function photo(whose, form, sha256) {
    const row = await within("readonly", (leads, photos) => photos.get(`${form}/${sha256}`));
    return row && { ...row, bytes: await unsealed(await keyFrom(whose.key), row.held) };
  }

  async function mark(form, state, problem) {
    const row = await within("readonly", (leads) => leads.get(form));
    if (row) await within("readwrite", (leads) => leads.put({ ...row, state, problem: problem || "" }));
  }

  // Only for what the server said it has, or whoever wrote it gave up.
  async function drop(form) {
    const photos = await within("readonly", (leads, kept) => kept.index("form").getAllKeys(form));
    await within("readwrite", (leads, kept) => {
      leads.delete(form);
      photos.forEach((id) => kept.delete(id));
    });
  }

  return { add, mine, photo, mark, drop };
})();
