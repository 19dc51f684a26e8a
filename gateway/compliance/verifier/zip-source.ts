/** A zip read through its directory; only stored and deflated files, as bags have them. */
import { BagError, type BagFile } from "./bag-source.ts";

/** A file that can be read from anywhere. */
export interface RandomAccess {
  readonly bytes: number;
  /** Exactly these bytes. */
  read(from: number, length: number): Promise<Uint8Array>;
}

const END_BYTES = 22;
const END_SEARCHED = END_BYTES + 0xffff;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const CHUNK = 1024 * 1024;
const [STORED, DEFLATED] = [0, 8];

/** The files of a zip. A folder that all of them are in is taken off. Throws BagError. */
export async function listZip(zip: RandomAccess): Promise<BagFile[]> {
  const { offset, size, count } = await findDirectory(zip);
  if (offset + size > zip.bytes) throw new BagError("the zip is cut off");
  const bytes = await zip.read(offset, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; at < bytes.length && entries.length < count; ) {
    const entry = decodeEntry(bytes, at);
    at += entry.headerBytes;
    if (!entry.path.endsWith("/")) entries.push(entry);
  }
  const taken = commonFolder(entries.map(({ path }) => path));
  return entries.map((entry) => fileOf(zip, entry, entry.path.slice(taken.length)));
}

interface ZipEntry {
  readonly path: string;
  readonly method: number;
  readonly packed: number;
  readonly bytes: number;
  readonly offset: number;
  readonly headerBytes: number;
}

async function findDirectory(zip: RandomAccess) {
  const from = Math.max(0, zip.bytes - END_SEARCHED);
  const tail = await zip.read(from, zip.bytes - from);
  const view = viewOf(tail);
  let at = tail.length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0) throw new BagError("this is no zip, or its end is missing");
  const end = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
  const isLong = end.count === 0xffff || end.offset === 0xffffffff || end.size === 0xffffffff;
  if (!isLong || at < 20 || view.getUint32(at - 20, true) !== 0x07064b50) return end;
  const long = viewOf(await zip.read(Number(view.getBigUint64(at - 12, true)), 56));
  return {
    count: Number(long.getBigUint64(32, true)),
    size: Number(long.getBigUint64(40, true)),
    offset: Number(long.getBigUint64(48, true)),
  };
}

function decodeEntry(bytes: Uint8Array, at: number): ZipEntry {
  const view = viewOf(bytes);
  const isWhole = at + CENTRAL_BYTES <= bytes.length && view.getUint32(at, true) === 0x02014b50;
  if (!isWhole) throw new BagError("the directory of the zip is damaged");
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const nameAt = at + CENTRAL_BYTES;
  const path = new TextDecoder().decode(bytes.subarray(nameAt, nameAt + nameBytes));
  const short = [24, 20, 42].map((place) => view.getUint32(at + place, true));
  const extra = bytes.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes);
  const [size = 0, packed = 0, offset = 0] = widen(short, extra);
  const headerBytes = CENTRAL_BYTES + nameBytes + extraBytes + view.getUint16(at + 32, true);
  return { path, method: view.getUint16(at + 10, true), packed, bytes: size, offset, headerBytes };
}

/** Numbers of 32 bits that say "see the extra field" in their place, in its order. */
function widen(short: readonly number[], extra: Uint8Array): number[] {
  const view = viewOf(extra);
  let at = 0;
  while (at + 4 <= extra.length && view.getUint16(at, true) !== 1) {
    at += 4 + view.getUint16(at + 2, true);
  }
  at += 4;
  return short.map((value) => {
    if (value !== 0xffffffff || at + 8 > extra.length) return value;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  });
}

function commonFolder(paths: readonly string[]): string {
  if (paths.includes("bagit.txt")) return "";
  const declared = paths.find((path) => path.endsWith("/bagit.txt"));
  const folder = declared?.slice(0, -"bagit.txt".length) ?? "";
  return paths.every((path) => path.startsWith(folder)) ? folder : "";
}

function fileOf(zip: RandomAccess, entry: ZipEntry, path: string): BagFile {
  return { path, bytes: entry.bytes, open: () => unpack(zip, entry) };
}

async function* unpack(zip: RandomAccess, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const { path, method, offset, packed, bytes } = entry;
  if (method !== STORED && method !== DEFLATED) {
    throw new BagError(`${path} is packed by a method that this does not know (${method})`);
  }
  const header = viewOf(await zip.read(offset, LOCAL_BYTES));
  const from = offset + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  const raw = readRange(zip, from, from + packed);
  let sum = 0;
  try {
    for await (const chunk of method === STORED ? raw : inflate(raw)) {
      sum += chunk.length;
      if (sum > bytes) throw new BagError(`${path} has more bytes than the zip says`);
      yield chunk;
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new BagError(`${path} can not be unpacked: the zip is damaged there`);
  }
}

async function* readRange(zip: RandomAccess, from: number, to: number) {
  for (let at = from; at < to; at += CHUNK) yield await zip.read(at, Math.min(CHUNK, to - at));
}

async function* inflate(raw: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  const fed = feed(writer, raw);
  // It fails together with the reading side, which tells it.
  fed.catch(() => undefined);
  const reader = stream.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield value;
  }
  await fed;
}

async function feed(writer: WritableStreamDefaultWriter, raw: AsyncIterable<Uint8Array>) {
  try {
    for await (const chunk of raw) await writer.write(chunk as Uint8Array<ArrayBuffer>);
    await writer.close();
  } catch (error) {
    // Else whoever reads would wait for ever for what can not be read.
    await writer.abort(error);
    throw error;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
