// Sends what waits: each lead, then each of its photographs the server says it lacks. Page and worker share it; one of them at a time.
// What was sent twice counts once at the server (a lead by its form's number, a photograph by its SHA-256), so that whatever
// broke off is simply sent again.

const FairDeskSync = (() => {
  const MOST_SECONDS = 120;

  class NoAnswer extends Error {}
  class SignedOut extends Error {}

  async function asked(address, options) {
    const limit = AbortSignal.timeout(MOST_SECONDS * 1000);
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin", redirect: "manual", signal: limit, ...options });
    } catch {
      throw new NoAnswer();
    }
    if (answer.status === 401 || answer.type === "opaqueredirect") throw new SignedOut();
    if (answer.status >= 500 || answer.status === 429) throw new NoAnswer();
    return answer;
  }

  // What the page works with, fresh from the server.
  async function data(base) {
    const answer = await asked(`${base}/data.json`, { cache: "no-store" });
    if (!answer.ok) throw new NoAnswer();
    return { ...(await answer.json()), fair: base };
  }

  // A form's token is void once its person signed in anew: it is asked for again, once.
  async function posted(whose, address, body, headers) {
    const send = () => asked(address, { method: "POST", body, headers: { ...headers, "X-CSRFToken": whose.csrf } });
    const answer = await send();
    if (answer.status !== 403) return answer;
    const fresh = await data(whose.fair);
    if (fresh.user !== whose.user) throw new SignedOut();
    whose.csrf = fresh.csrf;
    return send();
  }

  async function problemOf(answer) {
    const said = await answer.json().catch(() => ({}));
    return said.problem || `HTTP ${answer.status}`;
  }

  async function sendPhoto(whose, form, sha256) {
    const photo = await FairDeskStore.photo(whose, form, sha256);
    if (!photo) return;
    const headers = { "Content-Type": photo.type, "X-Taken-At": photo.taken_at };
    if (photo.reduced) headers["X-Reduced"] = "yes";
    const address = `${whose.fair}/leads/${form}/photos/${sha256}`;
    const answer = await posted(whose, address, photo.bytes, headers);
    if (!answer.ok) throw new Error(await problemOf(answer));
  }

  async function sendLead(whose, row) {
    const body = JSON.stringify({ ...row.lead, user: whose.user });
    const answer = await posted(whose, `${whose.fair}/leads`, body, { "Content-Type": "application/json" });
    if (answer.status === 409) return FairDeskStore.mark(row.form, "conflict");
    if (!answer.ok) return FairDeskStore.mark(row.form, "refused", await problemOf(answer));
    const { lead } = await answer.json();
    let problem = "";
    for (const sha256 of lead.missing) {
      try {
        await sendPhoto(whose, row.form, sha256);
      } catch (error) {
        if (error instanceof NoAnswer || error instanceof SignedOut) throw error;
        problem = error.message; // the other photographs go all the same
      }
    }
    return FairDeskStore.mark(row.form, problem ? "refused" : "sent", problem);
  }

  // "" when all is done, "no-answer" or "signed-out" where it broke off. `told` is called after each lead.
  async function all(whose, told) {
    try {
      for (const row of await FairDeskStore.mine(whose)) {
        if (row.state === "sent" || row.state === "conflict") continue;
        await FairDeskStore.mark(row.form, "sending");
        await told();
        try {
          await sendLead(whose, row);
        } catch (error) {
          await FairDeskStore.mark(row.form, "waiting");
          throw error;
        }
        await told();
      }
      return "";
    } catch (error) {
      if (error instanceof SignedOut) return "signed-out";
      if (error instanceof NoAnswer) return "no-answer";
      throw error;
    }
  }

  // Waits for the page or worker that is sending now; what that one has sent is not sent again.
  function alone(whose, told = async () => {}) {
    return navigator.locks.request("fair-desk sync", () => all(whose, told));
  }

  // Drops from the phone what the server's own list shows to be there, whole.
  async function settle(whose) {
    const there = new Map(whose.leads.map((one) => [one.form, one]));
    for (const row of await FairDeskStore.mine(whose)) {
      const kept = there.get(row.form);
      if (row.state === "sent" && kept && kept.missing.length === 0) await FairDeskStore.drop(row.form);
    }
  }

  return { all: alone, data, settle, NoAnswer, SignedOut };
})();
