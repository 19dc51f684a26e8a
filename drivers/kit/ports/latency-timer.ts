/** How long an FTDI adapter keeps received bytes before it passes them on. */
import { readFile, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { type DeviceRoots, ifThere } from "./device-roots.ts";

/** Milliseconds as they are now; undefined for every other device. */
export async function readLatencyTimer(
  path: string,
  { sys }: DeviceRoots,
): Promise<number | undefined> {
  const node = await ifThere(realpath(path));
  if (node === undefined) return undefined;
  const file = join(sys, "class", "tty", basename(node), "device", "latency_timer");
  const text = await ifThere(readFile(file, "utf8"));
  return text === undefined ? undefined : Number(text);
}
