/**
 * `npm run bench [NAME …]`: every figure this project promises, measured on this machine, printed
 * beside its goal. Ratios in one run are the firm part: machines are shared and noisy.
 */
import { benchBlackBox } from "./black-box.ts";
import { benchFraming } from "./framing.ts";
import { benchLedger } from "./ledger.ts";
import { benchLine } from "./line.ts";
import { benchModbus } from "./modbus.ts";
import type { BenchResult } from "./result.ts";

const BENCHES: Readonly<Record<string, () => Promise<BenchResult>>> = {
  framing: benchFraming,
  "black-box": benchBlackBox,
  modbus: benchModbus,
  ledger: benchLedger,
  line: benchLine,
};

const GOALS: readonly string[] = [
  "framing  ≥ 500,000 lines/s",
  "black-box  the tap ≤ 0.02 of framing, in reads of 4 KiB",
  "modbus   through our bus ≥ 0.60 of a bare modbus-serial loop",
  "line     nothing lost; byte → ledger p99 ≤ 25 ms; byte → live p99 ≤ 100 ms; RSS ≤ 150 MB, flat",
  "start    to listening ≤ 2,000 ms",
];

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const { name: title, figures } = await bench();
  console.log(`\n${title}`);
  for (const [figure, value] of Object.entries(figures)) {
    console.log(`  ${figure.padEnd(32)} ${describe(value)}`);
  }
}
console.log(`\nGoals\n  ${GOALS.join("\n  ")}`);

function describe(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}
