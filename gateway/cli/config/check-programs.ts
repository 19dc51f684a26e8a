/** Driven rigs against the procedures they are to perform: before anything is started. Pure. */
import type { Finding } from "../../config/fault.ts";
import type { Config } from "../../config/schema.ts";
import type { Procedure } from "../../domain/procedure.ts";
import { whyUnfit } from "../../domain/program/program-fit.ts";
import type { RecordsFile } from "../../records/import-file.ts";

/** A finding at each program that a driven rig of its operation can not perform. */
export function checkPrograms({ procedures }: RecordsFile, { driven }: Config): Finding[] {
  return procedures.flatMap((procedure, index) =>
    Object.entries(driven)
      .filter(([, rig]) => rig.operation === procedure.operation)
      .filter(([, { partNumber = procedure.partNumber }]) => partNumber === procedure.partNumber)
      .flatMap(([name, rig]): Finding[] => {
        const limits = { ...rig, roles: Object.keys(rig.instruments) };
        const why = whyUnfit(procedure as Procedure, limits);
        if (why === undefined || procedure.status === "obsolete") return [];
        const hasProgram = procedure.program !== undefined;
        const path = ["procedures", index, ...(hasProgram ? ["program"] : [])];
        const message = `${name} can not perform ${procedure.id}: ${why}`;
        return [{ code: "config.program-unfit", path, at: "key", message }];
      }),
  );
}
