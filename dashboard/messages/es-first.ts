/** The words of the first page. */
import { access } from "./es/access.ts";
import { alarms } from "./es/alarms.ts";
import { doors } from "./es/doors.ts";
import { line } from "./es/line.ts";
import { records } from "./es/records/records.ts";
import { tables } from "./es/records/tables.ts";
import { shell } from "./es/shell.ts";
import { program } from "./es/station/program.ts";
import { scan } from "./es/station/scan.ts";
import { wire } from "./es/station/wire.ts";
import { words } from "./es/words.ts";

/** There before the first component renders. */
export const esFirst = {
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
