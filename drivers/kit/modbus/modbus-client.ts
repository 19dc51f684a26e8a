/** One rig's use of a Modbus port: its unit id, deadlines, and a new socket where one failed. */
import {
  type BusLease,
  type ByteLink,
  type Clock,
  DriverError,
  type Instant,
  type Port,
} from "../../contract.ts";
import {
  type DeviceIdentification,
  decodePage,
  firstPage,
  IDENTIFICATION_PAGES_MAX,
  type IdentificationPage,
  type IdentificationRequest,
  type IdentificationScope,
  joinPages,
} from "./device-identification.ts";
import type { Stray } from "./framing/modbus-framing.ts";
import { characterMs, frameGapMs, type ModbusFramingName } from "./line/line-timing.ts";
import { BusRenewed } from "./line/wire-loss.ts";
import { ModbusBus } from "./modbus-bus.ts";
import type { JobPriority, ModbusJob, ModbusReply } from "./modbus-queue.ts";
import type { ModbusRequest, WireRequest } from "./modbus-request.ts";
import type { MeasuredLatency } from "./unit/device-latency.ts";
import { UnitBook } from "./unit/unit-book.ts";
import type { UnitCounters } from "./unit/unit-counters.ts";

export interface ModbusClientInput {
  readonly port: Port;
  readonly clock: Clock;
  readonly framing: ModbusFramingName;
  readonly unitId: number;
  readonly timeoutMs: number;
  readonly pauseMs: number;
  readonly onStray: (stray: Stray, at: Instant) => void;
}

/**
 * What is known of the units of a port, for as long as there is the port: a reply may come late
 * over a connection that was opened after its request was given up.
 */
const BOOKS = new WeakMap<Port, UnitBook>();

function bookOf(port: Port): UnitBook {
  const book = BOOKS.get(port) ?? new UnitBook();
  BOOKS.set(port, book);
  return book;
}

/** Everybody on a serial line. */
const BROADCAST = 0;

/** A unit on a bus. The caller disposes it. */
export class ModbusClient implements AsyncDisposable {
  readonly #input: ModbusClientInput;
  #lease: BusLease<ModbusBus> | undefined;
  #renewal: Promise<BusLease<ModbusBus>> | undefined;

  private constructor(input: ModbusClientInput, lease: BusLease<ModbusBus>) {
    this.#input = input;
    this.#lease = lease;
  }

  /** Resolves when the port is open; throws DriverError. */
  static async open(input: ModbusClientInput, signal: AbortSignal): Promise<ModbusClient> {
    return new ModbusClient(input, await shareBus(input, signal));
  }

  /**
   * What `ModbusBus.request` promises. After a failure that cost the socket the next request
   * opens a new one, and throws DriverError `port.…` where that is refused. A request that
   * waited behind another unit's failure was never sent and goes over the new socket.
   * Writes are commands and reads are polls unless `priority` says otherwise.
   */
  request(
    request: ModbusRequest,
    signal: AbortSignal,
    priority?: JobPriority,
  ): Promise<ModbusReply> {
    return this.#ask(request, signal, { priority });
  }

  /**
   * Writes to every unit of a serial line at once; resolves after `turnaroundMs`. No unit answers,
   * so nobody knows who heard it. Throws as `request` does.
   */
  broadcast(
    request: ModbusRequest,
    turnaroundMs: number,
    signal: AbortSignal,
  ): Promise<ModbusReply> {
    return this.#ask(request, signal, { unitId: BROADCAST, turnaroundMs });
  }

  /**
   * Who the device says it is (function 43 / 14), `basic` unless told: vendor, product and
   * revision. Throws what `request` does; exception 1 from a device that does not know how.
   */
  async identify(
    signal: AbortSignal,
    scope: IdentificationScope = "basic",
  ): Promise<DeviceIdentification> {
    const pages: IdentificationPage[] = [];
    let next: IdentificationRequest | undefined = firstPage(scope);
    while (next !== undefined) {
      if (pages.length >= IDENTIFICATION_PAGES_MAX) {
        const message = `unit ${this.#input.unitId}: device identification never ends`;
        throw new DriverError("request.corrupt", message);
      }
      const { bytes } = await this.#ask(next, signal);
      const page = decodePage(next, bytes);
      pages.push(page);
      next = page.next;
    }
    return joinPages(pages);
  }

  /** How long the unit takes to answer, less the time on the wire; undefined before it did. */
  measured(): MeasuredLatency | undefined {
    return bookOf(this.#input.port).unit(this.#input.unitId).latency.measured();
  }

  /** What happened to the unit's requests since the port was first used. */
  counters(): UnitCounters {
    return bookOf(this.#input.port).unit(this.#input.unitId).tally.counters();
  }

  async #ask(
    request: WireRequest,
    signal: AbortSignal,
    how: Partial<Pick<ModbusJob, "unitId" | "priority" | "turnaroundMs">> = {},
  ): Promise<ModbusReply> {
    const { unitId, timeoutMs, pauseMs, onStray } = this.#input;
    const job = { unitId, request, timeoutMs, pauseMs, onStray, owner: this, ...how };
    for (;;) {
      const inUse = this.#lease?.bus;
      const bus = inUse?.failed === false ? inUse : await this.#renewedBus(signal);
      try {
        return await bus.request(job, signal);
      } catch (error) {
        if (!(error instanceof BusRenewed)) throw error;
      }
    }
  }

  async #renewedBus(signal: AbortSignal): Promise<ModbusBus> {
    // Of several waiting requests the first renews, the others use what it gets.
    this.#renewal ??= this.#renew(signal).finally(() => {
      this.#renewal = undefined;
    });
    return (await this.#renewal).bus;
  }

  async #renew(signal: AbortSignal): Promise<BusLease<ModbusBus>> {
    const failed = this.#lease;
    this.#lease = undefined;
    await failed?.[Symbol.asyncDispose]();
    const lease = await shareBus(this.#input, signal);
    this.#lease = lease;
    return lease;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Why a renewal failed was told to the request that asked for it.
    await this.#renewal?.catch(() => undefined);
    await this.#lease?.[Symbol.asyncDispose]();
  }
}

async function shareBus(
  { port, clock, framing }: ModbusClientInput,
  signal: AbortSignal,
): Promise<BusLease<ModbusBus>> {
  const { settings } = port;
  const times = { gapMs: frameGapMs(settings, framing), characterMs: characterMs(settings) };
  const create = (link: ByteLink) =>
    new ModbusBus(link, { framing, clock, ...times, book: bookOf(port) });
  const lease = await port.share(create, signal);
  if (lease.bus instanceof ModbusBus && lease.bus.framing === framing) return lease;
  await lease[Symbol.asyncDispose]();
  throw new DriverError(
    "port.busy",
    `port ${port.name} is used by another rig with other framing`,
    {
      retryable: false,
    },
  );
}
