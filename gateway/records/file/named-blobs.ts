/** Which files among the blobs an entry stands for. Pure. */

/** Keys that hold the SHA-256 of a blob, wherever they stand in a body. */
const ANYWHERE = /"(?:traceHash|fileHash|pictureHash)":"([0-9a-f]{64})"/g;
const WIRE = /"wireHashes":\{([^{}]*)\}/g;
const QUOTED_HASH = /:"([0-9a-f]{64})"/g;
/** Keys that mean a blob in one type of entry only. */
const BY_TYPE: ReadonlyMap<string, RegExp> = new Map([
  ["attachment", /"sha256":"([0-9a-f]{64})"/g],
  ["received-file", /"hash":"([0-9a-f]{64})"/g],
  ["evidence", /"hash":"([0-9a-f]{64})"/g],
]);

/**
 * The hashes of the files that an entry's body names, in hexadecimal, each once. `text` is the body
 * as the ledger keeps it: inside a string of JSON no quote stands without a backslash, so that
 * nobody's words are taken for a key.
 */
export function namedBlobs(type: string, text: string): readonly string[] {
  const found = new Set<string>();
  const ofType = BY_TYPE.get(type);
  for (const pattern of ofType === undefined ? [ANYWHERE] : [ANYWHERE, ofType]) {
    for (const [, hash = ""] of text.matchAll(pattern)) found.add(hash);
  }
  for (const [, wires = ""] of text.matchAll(WIRE)) {
    for (const [, hash = ""] of wires.matchAll(QUOTED_HASH)) found.add(hash);
  }
  return [...found];
}
