import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type SimulatorProcess, startSimulator } from "../support/simulator.ts";

const PROGRAM = fileURLToPath(
  new URL("../../fixtures/simulators/functional-tester.ts", import.meta.url),
);

/** Reads as one client until `isEnough`, or until the simulator closes. */
async function hear(
  simulator: SimulatorProcess,
  isEnough: (text: string) => boolean,
): Promise<string> {
  const socket = connect(simulator.port, simulator.host);
  let text = "";
  for await (const bytes of socket) {
    text += Buffer.from(bytes).toString("latin1");
    if (isEnough(text)) break;
  }
  socket.destroy();
  return text;
}

const hasEnded = (text: string) => /END \w+\n/.test(text);
const start = (...args: readonly string[]) =>
  startSimulator("functional-tester", ["--pace", "50", ...args]);

describe("the functional tester", () => {
  it("prints a whole run, and continuous readings between", async () => {
    await using simulator = await start();
    const text = await hear(simulator, hasEnded);
    expect(text).toMatch(/^FCT-1 READY\nSTART SN=PSU24-000001 PN=PSU-24 RUN=000001\n/);
    expect(text.match(/^MEAS /gm)).toHaveLength(7);
    expect(text).toContain("MEAS firmware 2.5.1 - PASS\n");
    expect(text).toMatch(/^TEL input-voltage 2[23]\d\.\d V$/m);
    expect(text).toMatch(/END PASS\n/);
  });

  it("begins a fresh run for a new client, with the next run number", async () => {
    await using simulator = await start();
    await hear(simulator, (text) => text.includes("MEAS"));
    const text = await hear(simulator, hasEnded);
    expect(text).toMatch(/^FCT-1 READY\nSTART SN=PSU24-000001 PN=PSU-24 RUN=000002\n/);
  });

  it("serves one client at a time", async () => {
    await using simulator = await start();
    const first = connect(simulator.port, simulator.host);
    await once(first, "data");
    expect(await hear(simulator, () => true)).toBe("");
    first.destroy();
  });

  it.each([
    ["no-serial", /^START SN= PN=/m],
    ["unknown-serial", /^START SN=XPSU24-000001 /m],
    ["wrong-verdict", /^END FAIL$/m],
    ["long-line=3000", /^~{3000}$/m],
    ["flood=500", /(^TEL input-voltage 230\.0 V\n){500}/m],
    ["garbage", /^MEAS ripple [\d.]+x mV PASS$/m],
  ])("with fault %s says %s", async (fault, expected) => {
    await using simulator = await start("--fault", fault);
    expect(await hear(simulator, hasEnded)).toMatch(expected);
  });

  it("drops the measurement that is named, or the first", async () => {
    await using simulator = await start("--fault", "drop-measurement=ripple");
    const text = await hear(simulator, hasEnded);
    expect(text).toContain("MEAS output-voltage");
    expect(text).not.toContain("MEAS ripple");
    await simulator.command({ fault: "drop-measurement" });
    expect(await hear(simulator, hasEnded)).not.toContain("MEAS output-voltage");
  });

  it("closes in the middle of a measurement, once", async () => {
    await using simulator = await start("--fault", "pull-cable");
    expect(await hear(simulator, () => false)).toMatch(/\nMEAS output-voltage [\d.]+$/);
    expect(await hear(simulator, hasEnded)).toContain("END");
  });

  it("sends the extra readings that were asked for", async () => {
    await using simulator = await start("--fault", "rate=500");
    const isEnough = (text: string) => (text.match(/load-current/g) ?? []).length >= 250;
    const startedAt = performance.now();
    await hear(simulator, isEnough);
    const elapsedMs = performance.now() - startedAt;
    expect(elapsedMs).toBeGreaterThan(450);
    expect(elapsedMs).toBeLessThan(10_000);
  });

  it("ends when the process that started it lets go of its stdin", async () => {
    const child = spawn(process.execPath, [PROGRAM], { stdio: ["pipe", "ignore", "inherit"] });
    child.stdin.end();
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
