/** One rig's use of a Modbus port: its unit id, deadlines, and a new socket where one failed. */
import {
  type BusLease,
  type ByteLink,
  type Clock,
  DriverError,
  type Instant,
  type Port,
} from "../../contract.ts";
import { BusRenewed, ModbusBus, type ModbusFramingName } from "./modbus-bus.ts";
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
   */
  async request(request: ModbusRequest, signal: AbortSignal): Promise<ModbusReply> {
    const { unitId, timeoutMs, pauseMs, onStray } = this.#input;
    for (;;) {
      const inUse = this.#lease?.bus;
      const bus = inUse?.failed === false ? inUse : await this.#renewedBus(signal);
      try {
        return await bus.request({ unitId, request, timeoutMs, pauseMs, onStray }, signal);
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
