/** The matrix as a table: a line for each value that a requirement asks of a unit. */
import { csvLine } from "../evidence/csv-cell.ts";
import type { RequirementMatrix } from "./record.ts";

const HEADER = [
  ...["serialNumber", "status", "requirement", "title", "source", "proof"],
  ...["operation", "measurement", "value", "unit", "verdict", "runId"],
];

/** The whole table, page by page. */
export async function* encodeMatrix(
  read: (cursor: string | undefined) => Promise<RequirementMatrix>,
): AsyncGenerator<string> {
  let cursor: string | undefined;
  let head = csvLine(HEADER);
  do {
    const page: RequirementMatrix = await read(cursor);
    yield head + linesOf(page).join("");
    head = "";
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

function linesOf({ requirements, items }: RequirementMatrix): string[] {
  const byId = new Map(requirements.map((each) => [each.id, each]));
  return items.flatMap(({ serialNumber, status, cells }) =>
    cells.flatMap(({ requirement, proof, values }) => {
      const { title, source } = byId.get(requirement) ?? {};
      const common = [serialNumber, status, requirement, title, source, proof];
      if (values.length === 0) return [csvLine([...common, ...HEADER.slice(6).map(() => "")])];
      return values.map(({ operation, measurement, value, unit, computed, runId }) =>
        csvLine([...common, operation, measurement, value, unit, computed, runId]),
      );
    }),
  );
}
