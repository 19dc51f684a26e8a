/** The files under `import:`, looked at before anything is opened. */
import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { checkText } from "../../config/check-text.ts";
import { describeFaults } from "../../config/describe-faults.ts";
import type { ConfigFault, Finding } from "../../config/fault.ts";
import type { Config } from "../../config/schema.ts";
import { type Procedure, procedureFaults } from "../../domain/procedure.ts";
import { type RecordsFile, recordsFile } from "../../records/import-file.ts";
import type { CliContext } from "../cli-context.ts";
import { checkPictures } from "./check-pictures.ts";
import { checkPrograms } from "./check-programs.ts";

/** Prints and returns every fault of every file; none where all can be imported and performed. */
export function checkRecords(config: Config, context: CliContext): readonly ConfigFault[] {
  const all: ConfigFault[] = [];
  for (const file of config.import) {
    const text = readFileSync(file, "utf8");
    const { faults } = checkText(text, recordsFile, (records) => [
      ...findContradictions(records),
      ...checkPrograms(records, config),
      ...checkPictures(records, dirname(file)),
    ]);
    if (faults.length === 0) continue;
    all.push(...faults);
    context.err(describeFaults(relative(context.directory, file), text, faults));
  }
  return all;
}

/** What the schema cannot say: limits that nothing can be judged by, steps that mean two things. */
function findContradictions({ procedures }: RecordsFile): Finding[] {
  return procedures.flatMap((procedure, index) =>
    procedureFaults(procedure as Procedure).map(({ field, message, path: place }) => {
      if (place !== undefined) {
        const path = ["procedures", index, ...place];
        return { code: "config.invalid-value", path, at: "value", message };
      }
      const [, id = ""] = /^measurements\.(.*?)(?:\.limits)?$/.exec(field) ?? [];
      const at = procedure.measurements.findIndex((measurement) => measurement.id === id);
      const path = ["procedures", index, "measurements", ...(at < 0 ? [] : [at])];
      const text = id === "" ? message : `${id}: ${message}`;
      return { code: "config.invalid-value", path, at: "value", value: id, message: text };
    }),
  );
}
