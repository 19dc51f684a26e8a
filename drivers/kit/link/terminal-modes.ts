/**
 * What serialport 13 leaves undone at a Linux terminal, done by `stty` on the opened file:
 *
 * - `hupcl: false` does not clear HUPCL, it only does not set it; drivers begin with it set, so
 *   closing did drop DTR, which resets some boards.
 * - It sets IGNPAR: a byte with a parity or framing error is left out in silence, and "V=12.3"
 *   becomes a flawless "V=1.3". Without it the byte is read as NUL: the line is noise, a CRC fails.
 * - A CMSPAR that another program left makes `even` mean `space`; and mark and space are refused.
 * - tcsetattr succeeds when any of what was asked is possible; stty looks what became of it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { DriverError } from "../../contract.ts";
import { withDeadline } from "./deadline.ts";
import type { SerialSettings } from "./serial-settings.ts";

const STTY_TIMEOUT_MS = 2_000;
const ALWAYS = ["-hupcl", "-ignpar", "-parmrk", "inpck", "-istrip"];

/** The words for stty. A pseudo-terminal has no frames: of it only what it can do is asked. */
export function terminalModes(settings: SerialSettings, isPseudo: boolean): readonly string[] {
  const { dataBits, stopBits, parity, flowControl } = settings;
  const stick = parity === "mark" || parity === "space";
  const parityModes = parity === "none" ? ["-parenb"] : ["parenb", oddWord(parity)];
  const frame = [
    ...[`cs${dataBits}`, stopBits === 2 ? "cstopb" : "-cstopb", ...parityModes],
    flowControl === "rts-cts" ? "crtscts" : "-crtscts",
  ];
  return [
    ...ALWAYS,
    stick ? "cmspar" : "-cmspar",
    // Also of a pseudo-terminal, which then refuses: nobody must believe in a mark parity there.
    ...(isPseudo && !stick ? [] : frame),
  ];
}

function oddWord(parity: "even" | "odd" | "mark" | "space"): string {
  return parity === "odd" || parity === "mark" ? "parodd" : "-parodd";
}

/** Throws DriverError `port.failed` where the device did not take all of them. */
export async function setTerminalModes(
  fileNumber: number,
  modes: readonly string[],
  description: string,
): Promise<void> {
  // As file 3: on its standard input the child would make our file block.
  const stty = spawn("stty", ["-F", "/dev/fd/3", ...modes], {
    stdio: ["ignore", "ignore", "pipe", fileNumber],
    env: { LC_ALL: "C", PATH: "/usr/bin:/bin:/usr/sbin:/sbin" },
  });
  let said = "";
  stty.stderr?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const ended = once(stty, "close") as Promise<[number | null]>;
  try {
    const [code] = await withDeadline(ended, { timeoutMs: STTY_TIMEOUT_MS });
    if (code === 0) return;
  } catch (cause) {
    stty.kill("SIGKILL");
    throw new DriverError("port.failed", `${description}: stty cannot set it up`, { cause });
  }
  const message = `${description}: the device does not take ${modes.join(" ")}`;
  throw new DriverError("port.failed", message, { cause: new Error(said.trim()) });
}
