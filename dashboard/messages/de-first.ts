/** The words of the first page. */
import { access } from "./de/access.ts";
import { alarms } from "./de/alarms.ts";
import { doors } from "./de/doors.ts";
import { line } from "./de/line.ts";
import { program } from "./de/program.ts";
import { records } from "./de/records/records.ts";
import { tables } from "./de/records/tables.ts";
import { scan } from "./de/scan.ts";
import { shell } from "./de/shell.ts";
import { wire } from "./de/wire.ts";
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
