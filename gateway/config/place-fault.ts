/** Gives what was found its place in the file and its cure. Pure. */
import { CONFIG_REMEDIES, type ConfigFault, type Finding } from "./fault.ts";
import type { Source, SyntaxFault } from "./source.ts";

/** A finding with the line and column of the text it is about. */
export function placeFinding(source: Source, finding: Finding): ConfigFault {
  return toFault({ ...source.locate(finding), ...finding }, finding);
}

/** What the YAML itself has wrong. */
export function syntaxFault(fault: SyntaxFault): ConfigFault {
  return toFault(fault, { path: [], value: undefined });
}

/** A file that says nothing. */
export function emptyFault(): ConfigFault {
  const at = {
    code: "config.empty",
    line: 1,
    column: 1,
    message: "the file says nothing",
  } as const;
  return toFault(at, { path: [], value: undefined });
}

function toFault(
  at: Pick<ConfigFault, "code" | "line" | "column" | "message">,
  { path, value, nearest }: Pick<Finding, "path" | "value" | "nearest">,
): ConfigFault {
  const { code, line, column, message } = at;
  return {
    code,
    path: path.map(String).join("."),
    line,
    column,
    value,
    message,
    ...(nearest === undefined ? {} : { nearest }),
    remedy: CONFIG_REMEDIES[code],
  };
}
