/** A sealed package in memory: taken apart, changed as somebody with bad intent would, zipped. */
import { generateKeyPairSync } from "node:crypto";
import { crc32, deflateRawSync } from "node:zlib";
import { manifestText } from "../../gateway/compliance/bag/bag-text.ts";
import { encodeDirectory, encodeLocalHeader } from "../../gateway/compliance/bag/zip-format.ts";
import { hashOf, hex } from "../../gateway/compliance/verifier/hasher.ts";
import { nodeHasher, openBag } from "../../gateway/compliance/verifier/node-source.ts";
import {
  encodeVerifierKey,
  noteSigner,
  signNote,
  splitNote,
} from "../../gateway/ledger/merkle/signed-note.ts";

/** The files of a bag by their path. */
export type BagBytes = Map<string, Uint8Array>;

/** All files of a zip or folder. */
export async function readBag(path: string): Promise<BagBytes> {
  await using bag = await openBag(path);
  const all: BagBytes = new Map();
  for (const file of bag.files) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.open()) chunks.push(chunk);
    all.set(file.path, Buffer.concat(chunks));
  }
  return all;
}

/** One file as text; empty where there is none. */
export function textIn(bag: BagBytes, path: string): string {
  return Buffer.from(bag.get(path) ?? []).toString("utf8");
}

/** Leaves the last line of a file out. */
export function dropLastLine(bag: BagBytes, path: string): void {
  const lines = textIn(bag, path).trimEnd().split("\n");
  bag.set(path, Buffer.from(`${lines.slice(0, -1).join("\n")}\n`));
}

const TAGS = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"];
const TAG_MANIFEST = "tagmanifest-sha256.txt";

/** As somebody does it who knows BagIt: both manifests are right again afterwards. */
export function rewriteManifests(bag: BagBytes): void {
  const listOf = (isListed: (path: string) => boolean) =>
    [...bag]
      .filter(([path]) => isListed(path))
      .map(([path, bytes]) => ({ path, sha256: hex(hashOf(nodeHasher, bytes)) }));
  const payload = listOf((path) => path.startsWith("data/"));
  bag.set("manifest-sha256.txt", Buffer.from(manifestText(payload)));
  bag.set(TAG_MANIFEST, Buffer.from(manifestText(listOf((path) => TAGS.includes(path)))));
}

/** As another gateway would: checkpoint, manifests and seal anew, all with a key of its own. */
export function sealAgain(bag: BagBytes): void {
  const { text } = splitNote(textIn(bag, "data/proofs/checkpoint.txt"));
  const { privateKey } = generateKeyPairSync("ed25519");
  const signer = noteSigner(text.split("\n")[0] ?? "", privateKey);
  bag.set("data/proofs/checkpoint.txt", Buffer.from(signNote(text, signer)));
  bag.set("data/proofs/log.vkey", Buffer.from(`${encodeVerifierKey(signer)}\n`));
  rewriteManifests(bag);
  const [title, number] = textIn(bag, "seal.txt").split("\n");
  const hash = hex(hashOf(nodeHasher, bag.get(TAG_MANIFEST) ?? new Uint8Array()));
  bag.set("seal.txt", Buffer.from(signNote(`${title}\n${number}\n${hash}\n`, signer)));
}

/** The bag as a zip. */
export function zipOf(bag: BagBytes): Buffer {
  const parts: Buffer[] = [];
  let offset = 0;
  const entries = [...bag].map(([path, bytes]) => {
    const packed = deflateRawSync(bytes);
    const sizes = { size: bytes.length, packedSize: packed.length };
    const entry = { path, crc: crc32(bytes), ...sizes, offset };
    const header = encodeLocalHeader(entry);
    parts.push(header, packed);
    offset += header.length + packed.length;
    return entry;
  });
  return Buffer.concat([...parts, encodeDirectory(entries, offset)]);
}
