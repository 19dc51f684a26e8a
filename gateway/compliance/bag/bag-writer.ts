/**
 * A BagIt bag (RFC 8493) in a zip, written in constant memory.
 *
 *   file ─► SHA-256, CRC, deflate ─► spool on disk ─┐
 *   …                                               ├─► joined: tag files, payload, directory
 *   file ─► …                                       ┘
 *
 * Files may be written side by side; the zip is joined when all hashes are known.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";
import { bagInfoText, manifestText, TAG_FILES } from "./bag-text.ts";
import { openSpool, type SpooledFile } from "./spool.ts";
import { encodeDirectory, encodeLocalHeader, type ZipEntry } from "./zip-format.ts";

const deflate = promisify(deflateRaw);
/** Half the time of 4 and no larger: the lines of a package repeat themselves. */
const LEVEL = 3;

/** A payload file that is being written. */
export interface OpenBagFile {
  write(data: string | Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/** What a finished bag is told of. */
export interface BagMade {
  /** Hex SHA-256 of `tagmanifest-sha256.txt`. */
  readonly manifestHash: string;
  /** Payload files. */
  readonly files: number;
  /** Octets of the payload. */
  readonly octets: number;
}

interface Part extends SpooledFile {
  readonly path: string;
  /** In the spool: the file, and from where. */
  readonly spool: string;
  readonly from: number;
}

/** Writes one bag. Dispose to remove the spool; the zip stays. */
export class BagWriter implements AsyncDisposable {
  readonly #folder: string;
  readonly #small: FileHandle;
  readonly #smallPath: string;
  readonly #parts: Part[] = [];
  #smallBytes = 0;
  #opened = 0;

  private constructor(folder: string, small: FileHandle, smallPath: string) {
    this.#folder = folder;
    this.#small = small;
    this.#smallPath = smallPath;
  }

  /** Spools in a folder of its own below `directory`. */
  static async open(directory: string): Promise<BagWriter> {
    const folder = await mkdtemp(join(directory, ".bag-"));
    const path = join(folder, "small");
    return new BagWriter(folder, await open(path, "wx", 0o640), path);
  }

  /** A payload file of any size, by its path below `data/`. */
  async file(path: string): Promise<OpenBagFile> {
    this.#opened += 1;
    const spool = join(this.#folder, String(this.#opened));
    const file = await openSpool(spool, LEVEL);
    return {
      write: (data) => file.write(data),
      end: async () => {
        this.#parts.push({ path: `data/${path}`, spool, from: 0, ...(await file.end()) });
      },
    };
  }

  /** A payload file that is in memory. */
  async add(path: string, data: string | Uint8Array): Promise<void> {
    await this.#addSmall(`data/${path}`, Buffer.from(data));
  }

  /**
   * Writes manifests and tag files and joins all into `target`. `sealOf` makes the text of
   * `seal.txt`, which no manifest lists, from the hash of the tag manifest.
   */
  async finish(
    target: FileHandle,
    info: Readonly<Record<string, string>>,
    sealOf?: (manifestHash: string) => string,
  ): Promise<BagMade> {
    const payload = this.#parts.toSorted(byPath);
    const octets = payload.reduce((sum, { size }) => sum + size, 0);
    const oxum = `${octets}.${payload.length}`;
    const tags: Readonly<Record<string, string>> = {
      [TAG_FILES.declaration]: "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
      [TAG_FILES.info]: bagInfoText({ ...info, "Payload-Oxum": oxum }),
      [TAG_FILES.manifest]: manifestText(payload),
    };
    const listed = Object.entries(tags).map(([path, text]) => ({ path, sha256: sha256(text) }));
    const tagManifest = manifestText(listed.toSorted(byPath));
    const manifestHash = sha256(tagManifest);
    for (const [path, text] of Object.entries(tags)) await this.#addSmall(path, text);
    await this.#addSmall(TAG_FILES.tagManifest, tagManifest);
    if (sealOf !== undefined) await this.#addSmall(TAG_FILES.seal, sealOf(manifestHash));
    await this.#join(target, [...this.#parts.slice(payload.length), ...payload]);
    return { manifestHash, files: payload.length, octets };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#small.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #addSmall(path: string, data: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(data);
    const packed = await deflate(bytes, { level: LEVEL });
    await this.#small.write(packed, 0, packed.length, this.#smallBytes);
    const from = this.#smallBytes;
    this.#smallBytes += packed.length;
    const hashes = { sha256: sha256(bytes), crc: crc32(bytes) };
    const sizes = { size: bytes.length, packedSize: packed.length };
    this.#parts.push({ path, spool: this.#smallPath, from, ...hashes, ...sizes });
  }

  async #join(target: FileHandle, parts: readonly Part[]): Promise<void> {
    const entries: ZipEntry[] = [];
    let offset = 0;
    const write = async (bytes: Uint8Array) => {
      await target.write(bytes, 0, bytes.length, offset);
      offset += bytes.length;
    };
    for (const part of parts) {
      const entry = { ...part, offset };
      entries.push(entry);
      await write(encodeLocalHeader(entry));
      if (part.packedSize === 0) continue;
      const range = { start: part.from, end: part.from + part.packedSize - 1 };
      for await (const chunk of createReadStream(part.spool, range)) await write(chunk as Buffer);
    }
    await write(encodeDirectory(entries, offset));
  }
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : 1;
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
