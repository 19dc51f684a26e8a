/**
 * Every word the dashboard says, in English, by area. Other languages have the same keys. What runs
 * loads the two parts apart: the first page waits for its own words only.
 */
import { enFirst } from "./en-first.ts";
import { enPages } from "./en-pages.ts";

/** The areas merged; typed keys come from here. */
export const en = { ...enFirst, ...enPages } as const;
