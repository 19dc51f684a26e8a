/** Test files whose process the system ended, from the errors that vitest could not give a test. */

/** A file, relative to the root of the project, and the signal that ended its process. */
export interface CrashedFile {
  readonly file: string;
  readonly signal: string;
}

/** Faults of machine code. What a person or a full memory sends (SIGTERM, SIGKILL) is none. */
const FAULT = /exited unexpectedly with signal (SIGSEGV|SIGBUS|SIGILL|SIGABRT|SIGFPE)\b/;
const FILE = /running test file (\S+)/;

/** The files, where every error is such a crash; undefined where one of them is something else. */
export function findCrashedFiles(
  errors: readonly unknown[],
  root: string,
): readonly CrashedFile[] | undefined {
  const found: CrashedFile[] = [];
  for (const error of errors) {
    const message = String(Object(Object(error).cause).message ?? Object(error).message);
    const signal = FAULT.exec(message)?.[1];
    const file = FILE.exec(message)?.[1];
    if (signal === undefined || file === undefined) return undefined;
    found.push({ file: file.replace(`${root}/`, ""), signal });
  }
  return found;
}
