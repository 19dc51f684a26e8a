/** A configuration with the sample line's functional tester alone, for tests of its faults. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";

const FOLDER = fileURLToPath(new URL("../../fixtures/sample-line/", import.meta.url));

export interface FctLine extends AsyncDisposable {
  /** Of the written rigline.yaml. */
  readonly path: string;
  /** An empty folder beside it. */
  readonly directory: string;
}

/** Writes it with `arguments` for the simulator; the caller disposes, which removes the folder. */
export async function writeFctLine(simulatorArguments: readonly string[]): Promise<FctLine> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-fct-line-"));
  const sample = parse(readFileSync(join(FOLDER, "rigline.yaml"), "utf8"));
  const port = sample.ports["fct-1"];
  const config = {
    site: sample.site,
    import: sample.import.map((file: string) => resolve(FOLDER, file)),
    ports: {
      "fct-1": {
        ...port,
        program: resolve(FOLDER, port.program),
        arguments: ["--pace", "20", ...simulatorArguments],
      },
    },
    rigs: { "fct-1": sample.rigs["fct-1"] },
    broker: { kind: "embedded", port: 0 },
  };
  const path = join(directory, "rigline.yaml");
  await writeFile(path, stringify(config));
  return {
    path,
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
