import { describe, expect, it } from "vitest";
import { DriverError } from "../contract.ts";
import { ChunkQueue } from "./chunk-queue.ts";

const receivedAt = { utcUs: 0, monoNs: 0n };
const chunk = (length: number) => ({ bytes: new Uint8Array(length).fill(length), receivedAt });
const never = new AbortController().signal;

function makeQueue(bytesMax = 100) {
  const overruns: number[] = [];
  const queue = new ChunkQueue({
    description: "tcp test",
    bytesMax,
    onOverrun: () => overruns.push(1),
  });
  return { queue, overruns };
}

async function readAll(queue: ChunkQueue, signal = never) {
  const lengths: number[] = [];
  let failure: unknown;
  try {
    for await (const { bytes } of queue.chunks(signal)) lengths.push(bytes.length);
  } catch (error) {
    failure = error;
  }
  return { lengths, failure };
}

describe("ChunkQueue", () => {
  it("gives what came before a failure, in order, and then the failure", async () => {
    const { queue } = makeQueue();
    const lost = new DriverError("wire.lost", "gone");
    queue.push(chunk(1));
    queue.push(chunk(2));
    queue.fail(lost);
    queue.push(chunk(3));
    expect(await readAll(queue)).toEqual({ lengths: [1, 2], failure: lost });
  });

  it("fails loudly when more waits than the bound, and keeps what it had", async () => {
    const { queue, overruns } = makeQueue(10);
    queue.push(chunk(6));
    queue.push(chunk(5));
    queue.push(chunk(1));
    const { lengths, failure } = await readAll(queue);
    expect(lengths).toEqual([6]);
    expect(failure).toMatchObject({ code: "wire.overrun" });
    expect(overruns).toEqual([1]);
  });

  it("frees its bound as it is read", async () => {
    const { queue } = makeQueue(10);
    const reader = queue.chunks(never)[Symbol.asyncIterator]();
    for (let round = 0; round < 5; round += 1) {
      queue.push(chunk(8));
      expect((await reader.next()).value.bytes.length).toBe(8);
    }
    expect(queue.unreadBytes).toBe(0);
  });

  it("wakes a waiting reader at a chunk, at the close and at the abort", async () => {
    const { queue } = makeQueue();
    const reading = readAll(queue);
    queue.push(chunk(1));
    await Promise.resolve();
    queue.push(chunk(2));
    queue.close();
    expect(await reading).toEqual({ lengths: [1, 2], failure: undefined });

    const abort = new AbortController();
    const aborted = readAll(makeQueue().queue, abort.signal);
    abort.abort();
    expect(await aborted).toEqual({ lengths: [], failure: undefined });
  });
});
