/** One file on its way into a zip: hashed as it is, kept deflated. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";

/** What a zip and a manifest say of a file. */
export interface SpooledFile {
  readonly sha256: string;
  readonly crc: number;
  readonly size: number;
  readonly packedSize: number;
}

export interface Spool {
  /** Resolves when there is room for more. */
  write(data: string | Uint8Array): Promise<void>;
  /** Resolves when everything is in the file. */
  end(): Promise<SpooledFile>;
}

/** What comes out of deflate at once: each piece is a turn of the event loop and a write. */
const CHUNK_BYTES = 64 * 1024;

/** Opens a new file for deflated bytes. Rejects with what the disk says. */
export async function openSpool(path: string, level: number): Promise<Spool> {
  const deflate = createDeflateRaw({ level, chunkSize: CHUNK_BYTES });
  const file = createWriteStream(path, { flags: "wx", mode: 0o640 });
  const written = pipeline(deflate, file);
  // Awaited at the end; a disk that is full meanwhile must not end the process.
  written.catch(() => undefined);
  const hash = createHash("sha256");
  let crc = 0;
  let size = 0;
  return {
    async write(data) {
      const bytes = typeof data === "string" ? Buffer.from(data) : data;
      hash.update(bytes);
      crc = crc32(bytes, crc);
      size += bytes.length;
      if (deflate.destroyed) await written;
      if (!deflate.write(bytes)) await roomIn(deflate);
    },
    async end() {
      deflate.end();
      await written;
      return { sha256: hash.digest("hex"), crc, size, packedSize: file.bytesWritten };
    },
  };
}

/** Resolves at the next `drain`; rejects where the stream fails before. */
function roomIn(stream: NodeJS.EventEmitter): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const settle = (act: () => void) => {
    stream.off("drain", drained);
    stream.off("error", failed);
    act();
  };
  const drained = () => settle(resolve);
  const failed = (error: Error) => settle(() => reject(error));
  stream.on("drain", drained);
  stream.on("error", failed);
  return promise;
}
