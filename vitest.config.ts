import { defineConfig } from "vitest/config";

const common = { environment: "node" as const, testTimeout: 30_000, hookTimeout: 60_000 };

/** One project for each kind of guarantee; `npm run check` runs unit and tidy alone. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: "unit",
          include: ["gateway/**/*.test.ts", "drivers/**/*.test.ts", "fixtures/**/*.test.ts"],
        },
      },
      ...["tidy", "contract", "integration", "faults", "simulation", "browser"].map((name) => ({
        test: { ...common, name, include: [`test/${name}/**/*.test.ts`] },
      })),
    ],
  },
});
