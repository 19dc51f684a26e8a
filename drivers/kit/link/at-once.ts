/**
 * serialport 13 asks a thread for each read and write, though its file never blocks: three errands
 * for one question and its answer, longer than the question itself. Here the event loop says when
 * there is something to read, and both are done at once.
 */
import { readSync, writeSync } from "node:fs";
import type { Poller } from "./wakeful-poller.ts";

/** What the bindings of Linux and macOS have beyond the documented interface. */
export interface FileBinding {
  readonly fd: number | null;
  readonly poller: Poller;
  read(buffer: Buffer, offset: number, length: number): Promise<ReadBytes>;
  write(buffer: Buffer): Promise<void>;
}

interface ReadBytes {
  readonly buffer: Buffer;
  readonly bytesRead: number;
}

/** Undefined where the file says no; why is for who asks it again. */
function attempt(work: () => number): number | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return undefined;
    throw error;
  }
}

/**
 * Has an opened binding read and write at once. What cannot be done so, a full buffer, a fault, a
 * closed port, it does as before. Each read waits for its turn in the event loop: a line that never
 * rests keeps nobody else from theirs.
 */
export function readAndWriteAtOnce(binding: FileBinding): void {
  const readByThread = binding.read.bind(binding);
  const writeByThread = binding.write.bind(binding);
  const readable = () =>
    new Promise<void>((resolve, reject) => {
      binding.poller.once("readable", (error) => (error ? reject(error) : resolve()));
    });
  binding.read = async (buffer, offset, length) => {
    if (binding.fd !== null) await readable();
    const { fd } = binding;
    const bytesRead =
      fd === null ? undefined : attempt(() => readSync(fd, buffer, offset, length, null));
    return bytesRead ? { buffer, bytesRead } : readByThread(buffer, offset, length);
  };
  binding.write = async (buffer) => {
    const { fd } = binding;
    const written = fd === null ? undefined : attempt(() => writeSync(fd, buffer));
    if (written !== buffer.length) await writeByThread(buffer.subarray(written));
  };
}
