/**
 * The last word of a test run: `N passed, N failed` alone on the last line, for people and for
 * machines. A test that is skipped or left to do counts as failed: what is not run is not green.
 */
import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule, Vitest } from "vitest/node";
import { findCrashedFiles } from "./crashed-files.ts";

/** Named in vitest.config.ts, beside the default reporter. */
export default class SummaryReporter implements Reporter {
  /** True with `-t`: then somebody asked for some tests, and the others are not skips. */
  #chosen = false;
  #root = "";

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
    this.#chosen = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === "passed").length;
    const left = tests.filter((test) => test.result().state === "skipped");
    const skipped = this.#chosen ? [] : left;
    const broken = modules.flatMap((module) => module.errors()).length + errors.length;
    const failed = tests.length - passed - (left.length - skipped.length) + broken;
    this.#tellRunner(modules, errors, { passed, failed });
    for (const test of skipped) console.error(`skipped is failed: ${nameOf(test)}`);
    if (failed > 0 || passed === 0) process.exitCode = 1;
    // After the default reporter's own summary, which is printed in the same turn.
    process.once("exit", () => console.log(`${passed} passed, ${failed} failed`));
  }

  /** For `run-tests.mjs`: which files may be run again, and what failed besides. */
  #tellRunner(
    modules: readonly TestModule[],
    errors: readonly unknown[],
    { passed, failed }: { readonly passed: number; readonly failed: number },
  ): void {
    const file = process.env.RIGLINE_TEST_RESULT;
    if (file === undefined) return;
    const crashed = findCrashedFiles(errors, this.#root) ?? [];
    const unsteady = modules.filter(isUnsteady).map((module) => module.relativeModuleId);
    const again = new Set([...crashed.map((each) => each.file), ...unsteady]);
    const tests = modules
      .filter((module) => again.has(module.relativeModuleId))
      .flatMap((module) => [...module.children.allTests()]);
    const cameThrough = tests.filter((test) => test.result().state === "passed").length;
    const others = failed - (tests.length - cameThrough) - crashed.length;
    const result = { passed: passed - cameThrough, failed: others, crashed, unsteady };
    writeFileSync(file, JSON.stringify(result));
  }
}

/** The projects that ask real brokers, databases, ports and browsers, on a clock of the wall. */
const REAL_COMPONENTS = ["contract", "integration", "faults", "simulation", "browser"];

/** A file of real components in which tests failed, each for itself: decision 0135. */
function isUnsteady(module: TestModule): boolean {
  if (!REAL_COMPONENTS.includes(module.project.name) || module.errors().length > 0) return false;
  return [...module.children.allTests()].some((test) => test.result().state === "failed");
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}
