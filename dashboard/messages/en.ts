/**
 * Every word the dashboard says, in English, by area. Other languages have the same keys.
 */
import { access } from "./en/access.ts";
import { alarms } from "./en/alarms.ts";
import { compliance } from "./en/compliance.ts";
import { doors } from "./en/doors.ts";
import { line } from "./en/line.ts";
import { probe } from "./en/probe.ts";
import { program } from "./en/program.ts";
import { quality } from "./en/quality.ts";
import { quarantine } from "./en/quarantine.ts";
import { controlled } from "./en/records/controlled.ts";
import { qualityRecords } from "./en/records/quality-records.ts";
import { records } from "./en/records/records.ts";
import { tables } from "./en/records/tables.ts";
import { scan } from "./en/scan.ts";
import { shell } from "./en/shell.ts";
import { wire } from "./en/wire.ts";
import { words } from "./en/words.ts";

/** The areas merged; typed keys come from here. */
export const en = {
  ...shell,
  ...words,
  ...tables,
  ...line,
  ...scan,
  ...records,
  ...wire,
  ...program,
  ...probe,
  ...alarms,
  ...quarantine,
  ...access,
  ...quality,
  ...controlled,
  ...compliance,
  ...doors,
  ...qualityRecords,
} as const;
