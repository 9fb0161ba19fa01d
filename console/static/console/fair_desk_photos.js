// Photographs of a lead that is being written: hashed as they are taken, kept as they are, drawn smaller only where they are too
// large to be sent.

const FairDeskPhotos = (() => {
  let taken = [];

  async function sha256(bytes) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function drawnSmaller(file, pixels) {
    const picture = await createImageBitmap(file);
    const part = Math.min(1, pixels / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * part), Math.round(picture.height * part));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  }

  // Takes in a file of the camera or the album; false where it is no photograph that is taken.
  async function add(file, limits) {
    if (!["image/jpeg", "image/png", "image/webp"].includes(file.type)) return false;
    try {
      const reduced = file.size > limits.photo_bytes;
      const kept = reduced ? await drawnSmaller(file, limits.pixels) : file;
      const bytes = await kept.arrayBuffer();
      const hash = await sha256(bytes);
      if (taken.some((one) => one.sha256 === hash)) return true;
      const taken_at = new Date(file.lastModified || Date.now()).toISOString();
      taken.push({ sha256: hash, type: kept.type, taken_at, reduced, bytes, shown: URL.createObjectURL(kept) });
      return true;
    } catch (error) {
      if (error instanceof DOMException) return false; // cannot be read or decoded
      throw error;
    }
  }

  function remove(hash) {
    taken.filter((one) => one.sha256 === hash).forEach((one) => URL.revokeObjectURL(one.shown));
    taken = taken.filter((one) => one.sha256 !== hash);
  }

  function clear() {
    taken.forEach((one) => URL.revokeObjectURL(one.shown));
    taken = [];
  }

  function all() {
    return taken.slice();
  }

  return { add, remove, clear, all };
})();
