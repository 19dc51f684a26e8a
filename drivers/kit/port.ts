/** A named physical connection: opened once, whoever uses it. */
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
import { openSerialLink } from "./link/serial-link.ts";
import { openTcpLink } from "./link/tcp-link.ts";

export interface PortInput {
  /** As in `ports:` of the configuration. */
  readonly name: string;
  readonly settings: PortSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Is told every byte of every link of this port; it keeps what it wants to keep. */
  readonly tap?: WireTap;
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
  readonly #sharing = new BusSharing((signal) => this.#open(signal));
  #isTaken = false;

  constructor({ name, settings, clock, log, tap }: PortInput) {
    this.name = name;
    this.settings = settings;
    this.#clock = clock;
    this.#log = log;
    this.#tap = tap;
  }

  async openLink(signal: AbortSignal): Promise<ByteLink> {
    if (this.#sharing.isInUse) throw this.#busy();
    return this.#open(signal);
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

  #openWire(signal: AbortSignal): Promise<ByteLink> {
    const parts = { clock: this.#clock, signal, tap: this.#tap };
    return this.settings.kind === "serial"
      ? openSerialLink(this.settings, parts)
      : openTcpLink(this.settings, parts);
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
