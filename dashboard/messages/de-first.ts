/** The words of the first page. */
import { access } from "./de/access.ts";
import { alarms } from "./de/alarms.ts";
import { doors } from "./de/doors.ts";
import { line } from "./de/line.ts";
import { records } from "./de/records/records.ts";
import { tables } from "./de/records/tables.ts";
import { shell } from "./de/shell.ts";
import { program } from "./de/station/program.ts";
import { scan } from "./de/station/scan.ts";
import { wire } from "./de/station/wire.ts";
import { words } from "./de/words.ts";

/** There before the first component renders. */
export const deFirst = {
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
