/** A functional tester that runs when a test says so: what it prints is what the test wants. */
import { createServer, type Socket } from "node:net";
import { until } from "./until.ts";

/** One run as the rig prints it. */
export interface HandRun {
  /** What the rig reads from the unit; it reads none where absent. */
  readonly serialNumber?: string;
  readonly values: Readonly<Record<string, number>>;
  /** What the rig claims; `undefined` leaves the run open. */
  readonly end?: "PASS" | "FAIL";
  /** Between two lines. */
  readonly pauseMs?: number;
}

export interface HandTester extends AsyncDisposable {
  readonly port: number;
  /** Prints a run; resolves when its last line is written. */
  run(run: HandRun): Promise<void>;
  /** Prints one line. */
  say(line: string): void;
  /** Ends the connection, as a pulled cable does. */
  hangUp(): void;
  /** Resolves when a gateway listens. */
  heard(): Promise<void>;
}

const UNITS: Readonly<Record<string, string>> = { "output-voltage": "V", ripple: "mV" };

/** Listens on a free port of this machine; the caller disposes. */
export async function startHandTester(): Promise<HandTester> {
  let client: Socket | undefined;
  let runKey = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    client?.destroy();
    client = socket;
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      if (client === socket) client = undefined;
    });
    socket.resume();
    socket.write("FCT-1 READY\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const say = (line: string) => void client?.write(`${line}\n`);
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    say,
    hangUp: () => client?.destroy(),
    heard: async () => {
      await until(() => client !== undefined, { deadlineMs: 30_000, what: "a gateway listens" });
    },
    async run({ serialNumber = "", values, end, pauseMs = 0 }) {
      const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs));
      runKey += 1;
      say(`START SN=${serialNumber} PN=PSU-24 RUN=${runKey}`);
      for (const [step, value] of Object.entries(values)) {
        await pause();
        say(`MEAS ${step} ${value} ${UNITS[step] ?? "V"} PASS`);
      }
      await pause();
      if (end !== undefined) say(`END ${end}`);
    },
    async [Symbol.asyncDispose]() {
      client?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
