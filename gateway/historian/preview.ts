/** What the historian would write for a message of the feed, for whoever looks before it does. */
import { decodeFeed } from "../delivery/feed.ts";
import type { Precision } from "./line-protocol.ts";
import { parseLine } from "./parse-line.ts";
import { linesOf, type PositionLines } from "./points.ts";

/** Lines and problem of each position of the message. Throws where it is no message of the feed. */
export function previewLines(payload: string, precision: Precision): PositionLines[] {
  const decoded = decodeFeed(Buffer.from(payload));
  if (!("message" in decoded)) throw new TypeError(`no message of the feed: ${decoded.problem}`);
  return linesOf(decoded.message, precision);
}

/** Why the database would not take the lines, with the number of the first bad one from 1. */
export function findBadLine(lines: readonly string[]): string | undefined {
  const index = lines.findIndex((line) => parseLine(line) === undefined);
  if (index < 0) return undefined;
  return (
    `line ${index + 1} is not \`measurement[,tag=value…] field=value[,…] time\` ` +
    "with a value as line protocol writes it"
  );
}
