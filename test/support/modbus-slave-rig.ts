/** The driver on a slave of this process, with the options of a test. */
import type { RigEvent, RigReply } from "../../drivers/contract.ts";
import { modbusDriver } from "../../drivers/modbus/driver.ts";
import { modbusOptions } from "../../drivers/modbus/options.ts";
import { openPort, openSlave, realClock, telltaleTables } from "./modbus.ts";

export interface SlaveRig extends AsyncDisposable {
  readonly slave: Awaited<ReturnType<typeof openSlave>>;
  readonly events: RigEvent[];
  /** What the driver logged as a warning. */
  readonly warnings: string[];
  /** Settles when the events end: undefined, or what they threw. */
  readonly ended: Promise<unknown>;
  write(channel: string, value: number | bigint | boolean | string): Promise<RigReply>;
  read(channel: string): Promise<RigReply>;
  pace(): readonly { readonly askedMs: number; readonly achievedMs?: number }[];
  /** The qualities of the channel's readings so far. */
  qualities(channel: string): readonly string[];
  /** The values of the channel's good readings so far. */
  values(channel: string): readonly unknown[];
}

/** Connects the driver to a new slave, with `prepare` done before. The caller disposes it. */
export async function openSlaveRig(
  options: object,
  prepare: (slave: SlaveRig["slave"]) => void = () => undefined,
): Promise<SlaveRig> {
  const parsed = modbusOptions.parse({ framing: "tcp", addressBase: 0, ...options });
  const slave = await openSlave(
    parsed.framing === "tcp" ? "tcp" : "rtu-over-tcp",
    telltaleTables(),
  );
  prepare(slave);
  const warnings: string[] = [];
  const warn = (_: object, message: string) => warnings.push(message);
  const log = { debug() {}, info() {}, warn, error: warn };
  const context = { rig: "rig-1", clock: realClock, log, port: openPort(slave.settings) };
  const stop = new AbortController();
  const connection = await modbusDriver
    .connect(parsed, context, stop.signal)
    .catch(async (error) => {
      await slave[Symbol.asyncDispose]();
      throw error;
    });
  const events: RigEvent[] = [];
  const collect = async () => {
    for await (const event of connection.events(stop.signal)) events.push(event);
  };
  const ended = collect().then(
    () => undefined,
    (error: unknown) => error,
  );
  const of = (channel: string) =>
    events.flatMap((event) =>
      event.kind === "reading" && event.channel === channel ? [event] : [],
    );
  const send = (command: Parameters<NonNullable<typeof connection.send>>[0]) => {
    if (connection.send === undefined) throw new Error("the connection takes no commands");
    return connection.send(command, stop.signal);
  };
  return {
    ...{ slave, events, warnings, ended },
    write: (channel, value) => send({ kind: "write", channel, value }),
    read: (channel) => send({ kind: "read", channel }),
    pace: () => connection.pace?.() ?? [],
    qualities: (channel) => of(channel).map(({ quality }) => quality),
    values: (channel) => of(channel).flatMap((each) => (each.quality === "good" ? each.value : [])),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
      await connection[Symbol.asyncDispose]();
      await slave[Symbol.asyncDispose]();
    },
  };
}
