/** The words of the first page. */
import { access } from "./zh/access.ts";
import { alarms } from "./zh/alarms.ts";
import { doors } from "./zh/doors.ts";
import { line } from "./zh/line.ts";
import { records } from "./zh/records/records.ts";
import { tables } from "./zh/records/tables.ts";
import { shell } from "./zh/shell.ts";
import { program } from "./zh/station/program.ts";
import { scan } from "./zh/station/scan.ts";
import { wire } from "./zh/station/wire.ts";
import { words } from "./zh/words.ts";

/** There before the first component renders. */
export const zhFirst = {
  ...shell,
  ...words,
  ...tables,
  ...line,
  ...scan,
  ...records,
  ...wire,
  ...program,
  ...alarms,
  ...access,
  ...doors,
} as const;
