/** The words of the first page and of what stands around every page. */
import { access } from "./en/access.ts";
import { alarms } from "./en/alarms.ts";
import { doors } from "./en/doors.ts";
import { line } from "./en/line.ts";
import { records } from "./en/records/records.ts";
import { tables } from "./en/records/tables.ts";
import { shell } from "./en/shell.ts";
import { program } from "./en/station/program.ts";
import { scan } from "./en/station/scan.ts";
import { wire } from "./en/station/wire.ts";
import { words } from "./en/words.ts";

/** There before the first component renders. */
export const enFirst = {
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
