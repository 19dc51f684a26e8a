/** One rig's use of a Modbus port: its unit id, its deadlines, and a new socket where one failed. */
import {
  type BusLease,
  type ByteLink,
  type Clock,
  DriverError,
  type Instant,
  type Port,
} from "../contract.ts";
import { ModbusBus, type ModbusFramingName } from "./modbus-bus.ts";
import type { Stray } from "./modbus-framing.ts";
import type { ModbusReply } from "./modbus-queue.ts";
import type { ModbusRequest } from "./modbus-request.ts";

export interface ModbusClientInput {
  readonly port: Port;
  readonly clock: Clock;
  readonly framing: ModbusFramingName;
  readonly unitId: number;
  readonly timeoutMs: number;
  readonly pauseMs: number;
  readonly onStray: (stray: Stray, at: Instant) => void;
}

/** Above 19,200 baud the specification fixes the silence between frames at this. */
const FAST_GAP_MS = 1.75;
const GAP_CHARACTERS = 3.5;

/** Silence between RTU frames, 3.5 characters. Source: MODBUS over Serial Line V1.02, 2.5.1.1. */
export function frameGapMs(settings: Port["settings"], framing: ModbusFramingName): number {
  if (framing === "tcp") return 0;
  if (settings.kind === "tcp" || settings.baudRate > 19_200) return FAST_GAP_MS;
  const bits = 1 + settings.dataBits + (settings.parity === "none" ? 0 : 1) + settings.stopBits;
  return (GAP_CHARACTERS * bits * 1000) / settings.baudRate;
}

/** A unit on a bus. The caller disposes it. */
export class ModbusClient implements AsyncDisposable {
  readonly #input: ModbusClientInput;
  #lease: BusLease<ModbusBus>;

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
   * opens a new one, and throws DriverError `port.…` where that is refused.
   */
  async request(request: ModbusRequest, signal: AbortSignal): Promise<ModbusReply> {
    if (this.#lease.bus.failed) {
      await this.#lease[Symbol.asyncDispose]();
      this.#lease = await shareBus(this.#input, signal);
    }
    const { unitId, timeoutMs, pauseMs, onStray } = this.#input;
    return this.#lease.bus.request({ unitId, request, timeoutMs, pauseMs, onStray }, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lease[Symbol.asyncDispose]();
  }
}

async function shareBus(
  { port, clock, framing }: ModbusClientInput,
  signal: AbortSignal,
): Promise<BusLease<ModbusBus>> {
  const gapMs = frameGapMs(port.settings, framing);
  const create = (link: ByteLink) => new ModbusBus(link, { framing, clock, gapMs });
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
