/** Reading and writing at once, on a real pipe: what serialport's binding does is a double. */
import { execFileSync } from "node:child_process";
import { EventEmitter } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FileBinding, readAndWriteAtOnce } from "./at-once.ts";

let directory = "";
let fd = 0;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-at-once-"));
  execFileSync("mkfifo", [join(directory, "pipe")]);
  fd = openSync(join(directory, "pipe"), constants.O_RDWR | constants.O_NONBLOCK);
});
afterEach(() => {
  closeSync(fd);
  rmSync(directory, { recursive: true });
});

/** A binding that tells what it is asked to do itself. */
function openBinding() {
  const poller = new EventEmitter();
  const asked: string[] = [];
  const binding = {
    ...{ fd: fd as number | null, poller: poller as unknown as FileBinding["poller"] },
    async read(buffer: Buffer) {
      asked.push("read");
      return { buffer, bytesRead: 0 };
    },
    async write(buffer: Buffer) {
      asked.push(`write ${buffer.length}`);
    },
  };
  readAndWriteAtOnce(binding as FileBinding);
  return { asked, binding: binding as FileBinding & { fd: number | null }, poller };
}

test("bytes are read when the event loop says so and not before", async () => {
  const { asked, binding, poller } = openBinding();
  writeSync(fd, "reply");
  const buffer = Buffer.alloc(16);
  let isDone = false;
  const read = binding.read(buffer, 2, 10).then((result) => {
    isDone = true;
    return result;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isDone).toBe(false);
  poller.emit("readable", null);
  expect((await read).bytesRead).toBe(5);
  expect(buffer.toString("latin1", 2, 7)).toBe("reply");
  expect(asked).toEqual([]);
});

test("a port that is closed meanwhile ends the wait with the reason", async () => {
  const { binding, poller } = openBinding();
  const read = binding.read(Buffer.alloc(4), 0, 4);
  poller.emit("readable", new Error("canceled"));
  await expect(read).rejects.toThrow("canceled");
});

test("where nothing came after all, and on a closed port, the binding does it as before", async () => {
  const { asked, binding, poller } = openBinding();
  const read = binding.read(Buffer.alloc(4), 0, 4);
  poller.emit("readable", null);
  await read;
  binding.fd = null;
  await binding.read(Buffer.alloc(4), 0, 4);
  await binding.write(Buffer.alloc(4));
  expect(asked).toEqual(["read", "read", "write 4"]);
});

test("what does not fit goes on behind what did, byte for byte", async () => {
  const { asked, binding } = openBinding();
  const bytes = Buffer.alloc(1 << 20, "x");
  await binding.write(Buffer.from("first"));
  expect(asked).toEqual([]);
  await binding.write(bytes);
  const [rest = ""] = asked;
  const taken = bytes.length - Number(rest.split(" ")[1]);
  expect(taken).toBeGreaterThan(0);
  let held = 0;
  while (held < taken + 5) held += readSync(fd, Buffer.alloc(1 << 16));
  expect(held).toBe(taken + 5);
  await binding.write(Buffer.from("again"));
  expect(asked).toHaveLength(1);
});
