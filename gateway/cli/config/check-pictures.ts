/** The pictures that prompts name, looked at before anything is started. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Finding } from "../../config/fault.ts";
import { type Program, placedSteps } from "../../domain/program/program.ts";
import type { RecordsFile } from "../../records/import-file.ts";
import { pictureFault } from "../../records/procedure/picture.ts";

/** A finding at each prompt whose picture is not there, or is none. */
export function checkPictures({ procedures }: RecordsFile, folder: string): Finding[] {
  return procedures.flatMap(({ program }, index) => {
    if (program === undefined) return [];
    return [...placedSteps(program as Program)].flatMap(({ step, path }): Finding[] => {
      if (step.do !== "ask" || step.picture === undefined) return [];
      const fault = faultOf(resolve(folder, step.picture));
      if (fault === undefined) return [];
      const at = ["procedures", index, "program", ...path, "picture"];
      const message = `picture ${step.picture}: ${fault}`;
      const place = { path: at, at: "value", value: step.picture } as const;
      return [{ code: "config.unreadable-file", ...place, message }];
    });
  });
}

function faultOf(path: string): string | undefined {
  try {
    return pictureFault(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `it can not be read: ${code}`;
  }
}
