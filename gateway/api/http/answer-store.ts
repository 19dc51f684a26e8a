/**
 * Answers to requests with a key, for 24 hours, in files that only grow:
 *
 *   <hour>.jsonl   {"k":hash of the key,"p":print of the request,"at":ms}   it began
 *                  {"k":…,"a":sealed answer}                                 it was answered so
 *                  {"k":…,"x":1}                                             it may be done again
 *
 * A line is on stable storage before its promise resolves; lines of one moment share a sync. What
 * is kept is sealed with the key itself (AES-256-GCM), of which only a hash is stored: an answer
 * may hold a secret that is shown once.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface KeptAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export type Begun =
  | { readonly kind: "fresh" | "different" | "under-way" | "end-unknown" | "full" }
  | { readonly kind: "kept"; readonly answer: KeptAnswer };

export interface AnswerStore {
  /** Notes that a request begins, unless its key is known. */
  begin(key: string, print: string): Promise<Begun>;
  /** Keeps how it was answered. */
  keep(key: string, answer: KeptAnswer): Promise<void>;
  /** Nothing was done: the key may be used again. */
  forget(key: string): Promise<void>;
  /** What was done is not known, and stays so. */
  giveUp(key: string): void;
}

export interface AnswerStoreOptions {
  readonly directory: string;
  readonly nowMs: () => number;
  /** 64 MiB unless told. */
  readonly bytesMax?: number;
  /** 20,000 unless told. */
  readonly keysMax?: number;
}

const HOUR_MS = 3_600_000;
const KEPT_MS = 24 * HOUR_MS;

interface Known {
  readonly print: string;
  readonly atMs: number;
  state: "under-way" | "end-unknown" | "answered";
  /** Where the line of the answer stands. */
  place?: Place;
}

interface Line {
  readonly k: string;
  readonly p?: string;
  readonly at?: number;
  readonly a?: string;
  readonly x?: 1;
}

/** Opens the files in `directory` and reads what they know. The caller disposes. */
export async function openAnswerStore(
  options: AnswerStoreOptions,
): Promise<AnswerStore & AsyncDisposable> {
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const store = new FileAnswerStore(options);
  await store.load();
  return store;
}

class FileAnswerStore implements AnswerStore {
  readonly #directory: string;
  readonly #nowMs: () => number;
  readonly #bytesMax: number;
  readonly #keysMax: number;
  /** Oldest first. */
  readonly #known = new Map<string, Known>();
  /** Bytes of each file, oldest first; a file is named after the hour it began in. */
  readonly #files = new Map<string, number>();
  #current: { readonly name: string; readonly handle: FileHandle } | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> = Promise.resolve();
  #failed = false;

  constructor({ directory, nowMs, bytesMax, keysMax }: AnswerStoreOptions) {
    this.#directory = directory;
    this.#nowMs = nowMs;
    this.#bytesMax = bytesMax ?? 64 * 1024 * 1024;
    this.#keysMax = keysMax ?? 20_000;
  }

  async load(): Promise<void> {
    const names = (await readdir(this.#directory)).filter((name) => /^\d+\.jsonl$/.test(name));
    for (const name of names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
      await this.#loadFile(name);
    }
    for (const known of this.#known.values()) {
      if (known.state === "under-way") known.state = "end-unknown";
    }
    await this.#removeOld();
  }

  async begin(key: string, print: string): Promise<Begun> {
    this.#expire();
    const k = hashOf(key);
    const known = this.#known.get(k);
    if (known !== undefined) return await this.#beginAgain(key, known, print);
    const bytes = [...this.#files.values()].reduce((sum, size) => sum + size, 0);
    if (this.#known.size >= this.#keysMax || bytes >= this.#bytesMax) return { kind: "full" };
    const atMs = this.#nowMs();
    this.#known.set(k, { print, atMs, state: "under-way" });
    await this.#write({ k, p: print, at: atMs }).catch((error: unknown) => {
      this.#known.delete(k);
      throw error;
    });
    return { kind: "fresh" };
  }

  async keep(key: string, answer: KeptAnswer): Promise<void> {
    const k = hashOf(key);
    const known = this.#known.get(k);
    const line = { k, a: seal(key, JSON.stringify(answer)) };
    const place = await this.#write(line).catch((error: unknown) => {
      this.giveUp(key);
      throw error;
    });
    if (known === undefined) return;
    known.place = place;
    known.state = "answered";
  }

  async forget(key: string): Promise<void> {
    const k = hashOf(key);
    await this.#write({ k, x: 1 });
    this.#known.delete(k);
  }

  giveUp(key: string): void {
    const known = this.#known.get(hashOf(key));
    if (known !== undefined) known.state = "end-unknown";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    await this.#current?.handle.close();
    this.#current = undefined;
  }

  async #beginAgain(key: string, known: Known, print: string): Promise<Begun> {
    if (known.print !== print) return { kind: "different" };
    if (known.state !== "answered") return { kind: known.state };
    const { file, offset, length } = known.place as Place;
    const handle = await open(join(this.#directory, file), "r");
    try {
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
      const { a = "" } = JSON.parse(buffer.toString("utf8")) as Line;
      return { kind: "kept", answer: JSON.parse(unseal(key, a)) as KeptAnswer };
    } finally {
      await handle.close();
    }
  }

  /** Resolves with its place when the line is on stable storage. */
  #write(line: Line): Promise<Place> {
    const { promise, resolve, reject } = Promise.withResolvers<Place>();
    this.#waiting.push({ text: `${JSON.stringify(line)}\n`, resolve, reject });
    this.#writing = this.#writing.then(() => this.#flush());
    return promise;
  }

  /** All lines that wait, as one write; every one of them hears how it went. */
  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    try {
      const { name, handle } = await this.#file();
      let offset = this.#files.get(name) ?? 0;
      await handle.appendFile(waiting.map(({ text }) => text).join(""));
      await handle.datasync();
      for (const { text, resolve } of waiting) {
        const length = Buffer.byteLength(text);
        resolve({ file: name, offset, length: length - 1 });
        offset += length;
      }
      this.#files.set(name, offset);
    } catch (error) {
      // What stands in the file now is not known: another one is begun.
      this.#failed = true;
      for (const { reject } of waiting) reject(error);
    }
  }

  /** The file of this hour. */
  async #file() {
    const name = `${Math.floor(this.#nowMs() / HOUR_MS)}.jsonl`;
    if (this.#current?.name === name && !this.#failed) return this.#current;
    await this.#current?.handle.close();
    this.#current = undefined;
    const handle = await open(join(this.#directory, name), "a", 0o600);
    // The last line may be a torn one: what follows must not become a part of it.
    await handle.appendFile("\n");
    this.#files.set(name, (await handle.stat()).size);
    this.#current = { name, handle };
    this.#failed = false;
    await this.#removeOld();
    return this.#current;
  }

  async #loadFile(file: string): Promise<void> {
    let offset = 0;
    const lines = createInterface({ input: createReadStream(join(this.#directory, file)) });
    for await (const text of lines) {
      const length = Buffer.byteLength(text);
      const line = findLine(text);
      if (line !== undefined) this.#learn(line, { file, offset, length });
      offset += length + 1;
    }
    this.#files.set(file, offset);
  }

  #learn({ k, p, at, a, x }: Line, place: Place): void {
    const known = this.#known.get(k);
    if (p !== undefined && at !== undefined) {
      this.#known.set(k, { print: p, atMs: at, state: "under-way" });
    } else if (x === 1) {
      this.#known.delete(k);
    } else if (a !== undefined && known !== undefined) {
      known.place = place;
      known.state = "answered";
    }
  }

  #expire(): void {
    const oldestMs = this.#nowMs() - KEPT_MS;
    for (const [k, { atMs }] of this.#known) {
      if (atMs > oldestMs) return;
      this.#known.delete(k);
    }
  }

  /** Files that no key of the last 24 hours can stand in. */
  async #removeOld(): Promise<void> {
    this.#expire();
    const oldest = Math.floor((this.#nowMs() - KEPT_MS) / HOUR_MS) - 1;
    for (const name of this.#files.keys()) {
      if (Number.parseInt(name, 10) >= oldest) continue;
      await rm(join(this.#directory, name), { force: true });
      this.#files.delete(name);
    }
  }
}

interface Waiting {
  readonly text: string;
  readonly resolve: (place: Place) => void;
  readonly reject: (error: unknown) => void;
}

interface Place {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/** Undefined for the torn last line of a stop: its promise never resolved. */
function findLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const hashOf = (key: string) => createHash("sha256").update(`name\n${key}`).digest("base64url");
const secretOf = (key: string) => createHash("sha256").update(`seal\n${key}`).digest();

function seal(key: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", secretOf(key), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

function unseal(key: string, text: string): string {
  const bytes = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", secretOf(key), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return `${decipher.update(bytes.subarray(28), undefined, "utf8")}${decipher.final("utf8")}`;
}
