/**
 * `npm run bench [NAME …] [-- --full --exchanges N --seed N --minutes N]`: every figure this
 * project promises,
 * measured on this machine, printed beside its goal. Ratios in one run are the firm part: machines
 * are shared and noisy.
 */
import { parseArgs } from "node:util";
import { benchBlackBox } from "./black-box.ts";
import { benchEvidence } from "./evidence.ts";
import { benchFraming } from "./framing.ts";
import { benchHistorian } from "./historian.ts";
import { benchLedger } from "./ledger.ts";
import { benchLimitReplay } from "./limit-replay.ts";
import { benchLine } from "./line.ts";
import { benchLogin } from "./login.ts";
import { benchModbus } from "./modbus.ts";
import { benchMqtt } from "./mqtt.ts";
import { benchOperations } from "./operations.ts";
import { benchPage } from "./page.ts";
import { benchPixel } from "./pixel.ts";
import { benchQuality } from "./quality.ts";
import { type BenchResult, judgeGoal } from "./result.ts";
import { benchScan } from "./scan.ts";
import { benchSearch } from "./search.ts";
import { benchDay, benchSlots } from "./slots.ts";
import { benchSoak } from "./soak.ts";
import { benchWire } from "./wire.ts";

/** All but `--` words are names of benches; the options are those of `wire`, minutes of `line`. */
const { values: options, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: "boolean" },
    exchanges: { type: "string" },
    seed: { type: "string" },
    minutes: { type: "string" },
  },
});

const BENCHES: Readonly<Record<string, () => Promise<BenchResult>>> = {
  framing: benchFraming,
  "black-box": benchBlackBox,
  modbus: benchModbus,
  ledger: benchLedger,
  "limit-replay": () => benchLimitReplay(),
  evidence: () => benchEvidence(),
  login: () => benchLogin(),
  mqtt: benchMqtt,
  historian: () => benchHistorian(options.full === true),
  wire: () =>
    benchWire({
      full: options.full === true,
      ...(options.exchanges === undefined ? {} : { exchanges: Number(options.exchanges) }),
      ...(options.seed === undefined ? {} : { seed: Number(options.seed) }),
    }),
  line: () => benchLine(Number(options.minutes ?? 1) * 60),
  page: benchPage,
  scan: benchScan,
  pixel: benchPixel,
  slots: benchSlots,
  day: benchDay,
  operations: () => benchOperations(),
  quality: () => benchQuality(),
  search: benchSearch,
  soak: () => benchSoak(Number(options.minutes ?? 2) * 60),
};

const GOALS: readonly string[] = [
  "framing  ≥ 500,000 lines/s",
  "black-box  the tap ≤ 0.02 of framing, in reads of 4 KiB",
  "modbus   through our bus ≥ 0.60 of a bare modbus-serial loop",
  "historian  each stands beside its figure",
  "wire     each stands beside its figure",
  "mqtt     at a round trip of 20 ms; each stands beside its figure",
  "login    a flood moves a run's commit p99 by no more than half",
  "line     nothing lost; byte → ledger p99 ≤ 25 ms; byte → live p99 ≤ 100 ms; RSS ≤ 150 MB, flat",
  "start    to listening ≤ 2,000 ms",
  "soak     RSS ≤ 1 MB a minute, handles flat, every account in balance",
  "operations  a matrix of 2,000 units ≤ 200 ms, with 500,000 runs",
  "search   with 500,000 runs p95 ≤ 100 ms",
  "page     first paint ≤ 1,000 ms; stations live ≤ 3,000 ms",
  "scan     from Enter to the answer on the screen p95 ≤ 150 ms",
  "pixel    from a rig's last byte to the screen p99 ≤ 100 ms",
  "slots    no frame over 100 ms",
  "day      the page's heap is flat: within 5 MB of what it was after 500 units",
];

for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const { name: title, figures, goals } = await bench();
  console.log(`\n${title}`);
  for (const [figure, value] of Object.entries(figures)) {
    const goal = goals?.[figure];
    const judged = goal === undefined ? "" : `  ${judgeGoal(value, goal)}`;
    console.log(`  ${figure.padEnd(36)} ${describe(value).padStart(9)}${judged}`);
  }
}
console.log(`\nGoals\n  ${GOALS.join("\n  ")}`);

function describe(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}
