/** Tries to open a serial port as a user without rights; prints the error's code and remedy. */
import { DriverError } from "../../drivers/contract.ts";
import { openSerialLink } from "../../drivers/kit/link/open-serial.ts";

const NOBODY = 65_534;
const path = process.argv[2] ?? "";
// Root may open everything. Who is not root cannot change it, and is refused by the mode alone.
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
const clock = { now: () => ({ utcUs: 0, monoNs: 0n }) };
const settings = { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;
try {
  const parts = { clock, signal: AbortSignal.timeout(5_000) };
  await openSerialLink({ kind: "serial", path, ...settings }, parts);
  process.stdout.write(JSON.stringify({ code: "opened" }));
} catch (error) {
  if (!(error instanceof DriverError)) throw error;
  process.stdout.write(JSON.stringify({ code: error.code, remedy: error.remedy }));
}
