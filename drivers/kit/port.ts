/** A named physical connection: opened once, whoever uses it. */
import { once } from "node:events";
import {
  type BusLease,
  type ByteLink,
  type Clock,
  DriverError,
  type Log,
  type Port,
  type PortSettings,
  type SharedBus,
  type WireTap,
} from "../contract.ts";
import { BusSharing } from "./bus-sharing.ts";
import { openTcpLink } from "./link/tcp-link.ts";
import { type DeviceRoots, SYSTEM_ROOTS } from "./ports/device-roots.ts";
import { DeviceWatch } from "./ports/device-watch.ts";

export interface PortInput {
  /** As in `ports:` of the configuration. */
  readonly name: string;
  readonly settings: PortSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Is told every byte of every link of this port; it keeps what it wants to keep. */
  readonly tap?: WireTap;
  /** Where devices are looked for; of the system unless told. */
  readonly roots?: DeviceRoots;
}

/** A port that is not opened yet. Whoever gets a link or a lease from it disposes that. */
export function createPort(input: PortInput): Port {
  return new NamedPort(input);
}

class NamedPort implements Port {
  readonly name: string;
  readonly settings: PortSettings;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #tap: WireTap | undefined;
  readonly #roots: DeviceRoots;
  /** A socket has no device to wait for. */
  readonly #watch: DeviceWatch | undefined;
  readonly #sharing = new BusSharing((signal) => this.#open(signal));
  #isTaken = false;

  constructor({ name, settings, clock, log, tap, roots = SYSTEM_ROOTS }: PortInput) {
    this.name = name;
    this.settings = settings;
    this.#clock = clock;
    this.#log = log;
    this.#tap = tap;
    this.#roots = roots;
    this.#watch = settings.kind === "serial" ? new DeviceWatch(settings, roots) : undefined;
  }

  async openLink(signal: AbortSignal): Promise<ByteLink> {
    if (this.#sharing.isInUse) throw this.#busy();
    return this.#open(signal);
  }

  async appeared(signal: AbortSignal): Promise<void> {
    if (this.#watch !== undefined) return this.#watch.appeared(signal);
    if (!signal.aborted) await once(signal, "abort");
  }

  share<Bus extends SharedBus>(
    create: (link: ByteLink) => Bus,
    signal: AbortSignal,
  ): Promise<BusLease<Bus>> {
    return this.#sharing.lease(create, signal);
  }

  async #open(signal: AbortSignal): Promise<ByteLink> {
    if (this.#isTaken) throw this.#busy();
    this.#isTaken = true;
    try {
      const link = await this.#openWire(signal);
      this.#log.debug({ port: this.name }, `opened ${link.description}`);
      return new HeldLink(link, () => {
        this.#isTaken = false;
      });
    } catch (error) {
      this.#isTaken = false;
      throw error;
    }
  }

  async #openWire(signal: AbortSignal): Promise<ByteLink> {
    const parts = { clock: this.#clock, signal, tap: this.#tap };
    if (this.settings.kind === "tcp") return openTcpLink(this.settings, parts);
    await this.#watch?.beforeOpening();
    // Its library is native and large: a gateway of device servers alone does without.
    const { openSerialLink } = await import("./link/open-serial.ts");
    return openSerialLink(this.settings, { ...parts, log: this.#log, roots: this.#roots });
  }

  #busy(): DriverError {
    return new DriverError("port.busy", `port ${this.name} is in use by another rig`);
  }
}

/** A link that gives the port back when it is disposed. */
class HeldLink implements ByteLink {
  readonly description: string;
  readonly #link: ByteLink;
  readonly #release: () => void;

  constructor(link: ByteLink, release: () => void) {
    this.#link = link;
    this.#release = release;
    this.description = link.description;
  }

  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#link.write(bytes, signal);
  }

  chunks(signal: AbortSignal) {
    return this.#link.chunks(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#link[Symbol.asyncDispose]();
    } finally {
      this.#release();
    }
  }
}
