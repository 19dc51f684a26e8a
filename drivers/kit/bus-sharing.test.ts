import { describe, expect, it } from "vitest";
import { type ByteLink, DriverError, type SharedBus } from "../contract.ts";
import { BusSharing } from "./bus-sharing.ts";

const never = new AbortController().signal;

/** A port in memory that refuses a second link, as a serial device does. */
function makePort() {
  const log: string[] = [];
  let isOpen = false;
  let opened = 0;
  const open = async (signal: AbortSignal): Promise<ByteLink> => {
    await Promise.resolve();
    signal.throwIfAborted();
    if (isOpen) throw new DriverError("port.busy", "already open");
    isOpen = true;
    opened += 1;
    const name = `link ${opened}`;
    log.push(`${name} open`);
    return {
      description: name,
      write: async () => undefined,
      async *chunks() {},
      [Symbol.asyncDispose]: async () => {
        isOpen = false;
        log.push(`${name} closed`);
      },
    };
  };
  return { log, open };
}

class TestBus implements SharedBus {
  failed = false;
  readonly #log: string[];
  readonly link: ByteLink;
  constructor(link: ByteLink, log: string[]) {
    this.link = link;
    this.#log = log;
  }
  async [Symbol.asyncDispose]() {
    this.#log.push(`bus of ${this.link.description} closed`);
  }
}

describe("BusSharing", () => {
  it("makes one bus for all that ask at the same time, and closes it with the last", async () => {
    const { log, open } = makePort();
    const sharing = new BusSharing(open);
    const create = (link: ByteLink) => new TestBus(link, log);
    const leases = await Promise.all([1, 2, 3].map(() => sharing.lease(create, never)));
    expect(new Set(leases.map(({ bus }) => bus)).size).toBe(1);
    await leases[0]?.[Symbol.asyncDispose]();
    await leases[0]?.[Symbol.asyncDispose]();
    await leases[1]?.[Symbol.asyncDispose]();
    expect(log).toEqual(["link 1 open"]);
    expect(sharing.isInUse).toBe(true);
    await leases[2]?.[Symbol.asyncDispose]();
    expect(log).toEqual(["link 1 open", "bus of link 1 closed", "link 1 closed"]);
    expect(sharing.isInUse).toBe(false);
  });

  it("replaces a failed bus for the next asker, after the failed one let go of the port", async () => {
    const { log, open } = makePort();
    const sharing = new BusSharing(open);
    const create = (link: ByteLink) => new TestBus(link, log);
    const first = await sharing.lease(create, never);
    const other = await sharing.lease(create, never);
    first.bus.failed = true;
    const second = await sharing.lease(create, never);
    expect(second.bus).not.toBe(first.bus);
    expect(log.slice(1)).toEqual(["bus of link 1 closed", "link 1 closed", "link 2 open"]);
    await first[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    expect(log).not.toContain("link 2 closed");
    await second[Symbol.asyncDispose]();
    expect(log.at(-1)).toBe("link 2 closed");
  });

  it("gives the fault to all who waited, and tries anew for the next", async () => {
    const { log, open } = makePort();
    let isBroken = true;
    const sharing = new BusSharing((signal) =>
      isBroken ? Promise.reject(new DriverError("port.not-found", "no such port")) : open(signal),
    );
    const create = (link: ByteLink) => new TestBus(link, log);
    const results = await Promise.allSettled([1, 2].map(() => sharing.lease(create, never)));
    expect(results).toMatchObject([1, 2].map(() => ({ reason: { code: "port.not-found" } })));
    isBroken = false;
    await using lease = await sharing.lease(create, never);
    expect(lease.bus.link.description).toBe("link 1");
  });

  it("goes on for the others when the first asker gives up", async () => {
    const { log, open } = makePort();
    const sharing = new BusSharing(open);
    const create = (link: ByteLink) => new TestBus(link, log);
    const abort = new AbortController();
    const first = sharing.lease(create, abort.signal);
    const second = sharing.lease(create, never);
    abort.abort();
    await expect(first).rejects.toThrow("aborted");
    await using lease = await second;
    expect(lease.bus.link.description).toBe("link 1");
  });

  it("leaves nothing open when the only asker gives up", async () => {
    const { log, open } = makePort();
    const sharing = new BusSharing(open);
    const abort = new AbortController();
    const only = sharing.lease((link) => new TestBus(link, log), abort.signal);
    abort.abort();
    await expect(only).rejects.toThrow("aborted");
    expect(sharing.isInUse).toBe(false);
    expect(log.filter((each) => each.endsWith("open")).length).toBe(
      log.filter((each) => each.startsWith("link") && each.endsWith("closed")).length,
    );
  });

  it("closes the link when the bus cannot be made", async () => {
    const { log, open } = makePort();
    const sharing = new BusSharing(open);
    const create = () => {
      throw new DriverError("request.invalid", "no such mode");
    };
    await expect(sharing.lease(create, never)).rejects.toMatchObject({ code: "request.invalid" });
    expect(log).toEqual(["link 1 open", "link 1 closed"]);
  });
});
