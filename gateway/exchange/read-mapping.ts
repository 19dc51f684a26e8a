import { parseDocument } from "yaml";
import { ExchangeError } from "./converted.ts";
import { type CsvMapping, parseMapping } from "./csv/csv-mapping.ts";

/** The mapping of a CSV from its YAML. Throws ExchangeError that names what is wrong. */
export function readMapping(text: string): CsvMapping {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) {
    throw new ExchangeError("exchange.bad-mapping", `the mapping: ${fault.message}`);
  }
  return parseMapping(document.toJS());
}
