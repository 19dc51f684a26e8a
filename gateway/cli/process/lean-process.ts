/**
 * The gateway runs on small factory PCs for months, so its process is started with
 * - a small young generation: Node.js keeps 48 MB of it by default, for data that lives for
 *   milliseconds here. The thread that waits for it collects it: one megabyte is done sooner than
 *   helpers wake up, by half on a busy machine;
 * - an old generation that is collected after a few megabytes of garbage, not at twice its size,
 *   and code that is forgotten soon after its last run, machine code as well: most of it belongs to
 *   the start;
 * - no word about `url.parse` in libraries: Node.js is silent on it below node_modules, and a
 *   bundle is not there;
 * - one malloc arena that gives large pieces, and what is free at its top, back to the system.
 *
 * All can only be set before the process starts, so it replaces itself once: same process id, same
 * arguments, some 40 ms.
 */
const FLAGS = [
  ...["--max-semi-space-size=1", "--no-parallel-scavenge", "--optimize-for-size"],
  ...["--heap-growing-percent=8", "--bytecode-old-age=2", "--flush-baseline-code"],
  "--disable-warning=DEP0169",
];
const ENVIRONMENT = {
  MALLOC_ARENA_MAX: "1",
  MALLOC_MMAP_THRESHOLD_: "16384",
  MALLOC_TRIM_THRESHOLD_: "65536",
  MALLOC_TOP_PAD_: "16384",
};

/** The part of `process` that a replacement of it needs. */
export interface LeanProcess {
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  execve?(file: string, args: readonly string[], env: NodeJS.ProcessEnv): never;
}

/**
 * Does not return where the process was not lean yet; returns at once where it is or cannot be.
 * The lean one runs the file that `findMain` names, or the same one where that names none.
 */
export function becomeLean(process: LeanProcess, findMain: () => string | undefined): void {
  const { execPath, execArgv, argv, env } = process;
  const isLean = FLAGS.every((flag) => execArgv.includes(flag));
  if (isLean || process.execve === undefined) return;
  const [, main = "", ...words] = argv;
  const args = [execPath, ...execArgv, ...FLAGS, findMain() ?? main, ...words];
  process.execve(execPath, args, { ...ENVIRONMENT, ...env });
}
