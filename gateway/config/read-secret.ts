/** Secrets come from files, never from rigline.yaml. */
import { readFileSync } from "node:fs";

/** The file's text without the line end that editors add. Throws what the file system says. */
export function readSecret(path: string): string {
  return readFileSync(path, "utf8").replace(/\r?\n$/, "");
}
