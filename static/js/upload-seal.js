// Proves that a chosen file is the one of which the service holds a part already: the seal that `uploads.sealed` makes
// of the pieces is made here of the same pieces. A name and a size prove nothing: many exports share both.
const inHex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const digest = async (bytes) => inHex(await crypto.subtle.digest("SHA-256", bytes));

async function sealOf(file, size, pieceSize) {
  let seal = "";
  for (let from = 0; from < size; from += pieceSize) {
    const piece = await file.slice(from, Math.min(from + pieceSize, size)).arrayBuffer();
    seal = await digest(new TextEncoder().encode(seal + (await digest(piece))));
  }
  return seal;
}

// Where this browser cannot tell, or the pieces were cut in another way, it is not the same: the file begins anew.
export async function isSameFile(file, upload, pieceSize) {
  if (upload.size !== file.size) return false;
  if (upload.received === 0) return true;
  return Boolean(globalThis.crypto?.subtle) && (await sealOf(file, upload.received, pieceSize)) === upload.seal;
}
