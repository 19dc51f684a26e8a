/** A rig as others may command it, while it is connected. */
import {
  DriverError,
  type RigCommand,
  type RigConnection,
  type RigReply,
} from "../../drivers/contract.ts";

/** One connection of a rig; of no more use once `lost` aborts. */
export interface LiveRig {
  /** The rig's name in the configuration. */
  readonly name: string;
  readonly lost: AbortSignal;
  /** Throws DriverError: `wire.lost` where the connection is gone. */
  send(command: RigCommand, signal: AbortSignal): Promise<RigReply>;
}

/** Opens the way to `connection`; disposed when that ends. `onReply` is told of each answer. */
export function openLiveRig(
  name: string,
  connection: RigConnection,
  onReply: () => void,
): LiveRig & Disposable {
  const lost = new AbortController();
  return {
    name,
    lost: lost.signal,
    async send(command, signal) {
      if (lost.signal.aborted) throw new DriverError("wire.lost", `rig ${name} is not connected`);
      if (connection.send === undefined) {
        throw new DriverError("command.unsupported", `rig ${name} takes no commands`);
      }
      const reply = await connection.send(command, signal);
      onReply();
      return reply;
    },
    [Symbol.dispose]: () => lost.abort(),
  };
}
