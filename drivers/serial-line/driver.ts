/** Rigs that print lines of text: bench instruments, test sequencers, boards with a console. */
import type { Driver } from "../contract.ts";
import { channelNames } from "./channel-names.ts";
import { SerialLineConnection } from "./connection.ts";
import { serialLineOptions } from "./options.ts";

/** Listens to lines, and asks where it is told to; takes the whole port. */
export const serialLineDriver: Driver<typeof serialLineOptions> = {
  name: "serial-line",
  summary: "A rig that prints lines of text over a serial line or a device server.",
  options: serialLineOptions,
  channels: channelNames,
  sendsEveryByte: ({ encoding, delimiter, terminator }) =>
    encoding === "binary" || [delimiter, terminator].flat().some(hasFlowCharacter),
  async connect(options, context, signal) {
    const link = await context.port.openLink(signal);
    const openedAt = context.clock.now();
    return new SerialLineConnection({ link, options, context, openedAt });
  },
};

function hasFlowCharacter(text: string): boolean {
  return text.includes("\x11") || text.includes("\x13");
}
