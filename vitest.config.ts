import { defineConfig } from "vitest/config";
import SummaryReporter from "./test/support/summary-reporter.ts";

const common = {
  environment: "node" as const,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  setupFiles: ["test/support/seed.ts"],
};

const shared = { isolate: false, pool: "threads" as const };
const beside = ["gateway", "drivers", "fixtures", "dashboard", "deploy"];

/**
 * One project for each kind of guarantee; `npm run check` runs unit and tidy alone.
 * What stands beside the code is `unit` when it needs nothing, and `thorough` by its name
 * (`*.thorough.test.ts`) when one folder is asked on real threads, disks, sockets and clocks, or
 * over thousands of drawn cases. The files of unit and tidy share their workers: a module is loaded
 * once, which needs that none keeps a state of its own.
 * Those that start brokers, databases or browsers run one file at a time, and the groups one
 * after another: on a small machine a test of deadlines must not race with a browser.
 */
const alone = (name: string, groupOrder: number) => ({
  test: {
    ...common,
    // How long is said by what they wait for; this only ends what hangs, on a machine that is busy.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    name,
    include: [`test/${name}/**/*.test.ts`],
    fileParallelism: false,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    reporters: ["default", new SummaryReporter()],
    projects: [
      {
        test: {
          ...common,
          name: "unit",
          include: beside.map((folder) => `${folder}/**/*.test.{ts,tsx}`),
          exclude: ["dashboard/dist/**", "**/*.thorough.test.ts"],
          ...shared,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: "thorough",
          include: beside.map((folder) => `${folder}/**/*.thorough.test.ts`),
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: "tidy",
          include: ["test/tidy/**/*.test.ts"],
          ...shared,
          sequence: { groupOrder: 1 },
        },
      },
      alone("contract", 2),
      alone("integration", 3),
      alone("faults", 4),
      alone("simulation", 5),
      alone("browser", 6),
    ],
  },
});
