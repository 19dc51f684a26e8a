/** The mappings that watched folders name, looked at before anything is opened. */
import { readFileSync } from "node:fs";
import type { Config } from "../../config/schema.ts";
import { ExchangeError } from "../../exchange/converted.ts";
import { readMapping } from "../../exchange/read-mapping.ts";

/** What is wrong with them, in words, each with its key; none where all can be used. */
export function checkMappings(config: Config): readonly { path: string; message: string }[] {
  return Object.entries(config.watchedFolders).flatMap(([name, { mapping }]) => {
    if (mapping === undefined) return [];
    try {
      readMapping(readFileSync(mapping, "utf8"));
      return [];
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      return [{ path: `watchedFolders.${name}.mapping`, message: `${mapping}: ${error.message}` }];
    }
  });
}
