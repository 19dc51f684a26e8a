/** The faults of a configuration as a terminal shows them, like those of a good compiler. Pure. */
import type { ConfigFault } from "./fault.ts";

/**
 * Each fault with its place, its line, a caret under the column, and the remedy; then their
 * number. No secret of a line is ever shown.
 */
export function describeFaults(file: string, text: string, faults: readonly ConfigFault[]): string {
  const lines = text.split(/\r?\n/);
  const blocks = faults.map((fault) => describeFault(file, lines[fault.line - 1] ?? "", fault));
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return `${blocks.join("\n\n")}\n\n${count} in ${file}\n`;
}

function describeFault(file: string, line: string, fault: ConfigFault): string {
  const path = fault.path === "" ? "" : `${fault.path}: `;
  const margin = `${fault.line} | `;
  const { text: shown, column } = excerpt(printable(hideSecrets(line)), fault.column);
  // Tabs are kept under tabs, so that the caret stands below its column in every terminal.
  const indent = shown.slice(0, column - 1).replaceAll(/[^\t]/g, " ");
  const hint = fault.nearest === undefined ? "" : ` Did you mean \`${fault.nearest}\`?`;
  return printable(
    [
      `${file}:${fault.line}:${fault.column}  ${fault.code}`,
      `  ${path}${fault.message}.${hint}`,
      `    ${margin}${shown}`,
      `    ${" ".repeat(margin.length)}${indent}^`,
      `  What to do: ${fault.remedy}`,
    ].join("\n"),
  );
}

/**
 * A file may hold anything, and a terminal obeys control characters: each becomes one sign that
 * can be seen, so that columns stay. Line ends and tabs are ours.
 */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) =>
    /[\n\t]/.test(sign) ? sign : "\ufffd",
  );
}

const SHOWN_MAX = 160;

/** As much of a line as a terminal can show, with its column in it. */
function excerpt(line: string, column: number): { text: string; column: number } {
  if (line.length <= SHOWN_MAX) return { text: line, column };
  const from = Math.max(0, Math.min(column - SHOWN_MAX / 2, line.length - SHOWN_MAX));
  return { text: line.slice(from, from + SHOWN_MAX), column: column - from };
}

/** Whatever fault it is shown for: what follows a secret's key, and the password in a URL. */
function hideSecrets(line: string): string {
  return line
    .replace(
      /(\b(?:pass(?:word|wd|phrase)?|token|secret|api[-_]?key)["']?\s*:\s*)\S.*$/i,
      "$1(hidden)",
    )
    .replaceAll(/(\w+:\/\/[^\s:/@]*:)[^\s@]*(?=@)/g, "$1(hidden)");
}
