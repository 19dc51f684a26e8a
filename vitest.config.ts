import { defineConfig } from "vitest/config";
import SummaryReporter from "./test/support/summary-reporter.ts";

const common = { environment: "node" as const, testTimeout: 30_000, hookTimeout: 60_000 };

/**
 * One project for each kind of guarantee; `npm run check` runs unit and tidy alone.
 * Those that start brokers, databases or browsers run one file at a time, and the groups one
 * after another: on a small machine a test of deadlines must not race with a browser.
 */
const alone = (name: string, groupOrder: number) => ({
  test: {
    ...common,
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
          include: [
            "gateway/**/*.test.ts",
            "drivers/**/*.test.ts",
            "fixtures/**/*.test.ts",
            "dashboard/**/*.test.{ts,tsx}",
            "deploy/**/*.test.ts",
          ],
          exclude: ["dashboard/dist/**"],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: "tidy",
          include: ["test/tidy/**/*.test.ts"],
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
