// How the bootstrap tells what it does: one line when a step begins, its time when it ends, and
// signs of life between. On standard error, so that a command's own output stays clean.
import { spawn } from "node:child_process";

const OUTPUT_KEPT_BYTES = 20_000;

/** A fault that a person can mend: what happened, and what to do. */
export class BootstrapError extends Error {
  /**
   * @param {string} message
   * @param {{ remedy: string, details?: string, cause?: unknown }} options
   */
  constructor(message, { remedy, details, cause }) {
    super(message, { cause });
    this.name = "BootstrapError";
    this.remedy = remedy;
    this.details = details;
  }
}

/**
 * Runs `work`, saying what it is, how far it is (where `progress` can tell) and how long it took.
 *
 * @template Result
 * @param {{ what: string, progress?: () => string }} step
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function tell({ what, progress = () => "" }, work) {
  const startedMs = performance.now();
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1);
  const terminal = process.stderr.isTTY;
  process.stderr.write(`rigline: ${what} …\n`);
  const sign = () => {
    const line = `rigline:   ${seconds()} s  ${progress()}`;
    process.stderr.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
  };
  const timer = setInterval(sign, terminal ? 500 : 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (terminal) process.stderr.write("\r\x1b[K");
    process.stderr.write(`rigline:   ${seconds()} s\n`);
  }
}

/**
 * Runs a program to its end and keeps the last of what it prints.
 *
 * @param {string} program
 * @param {string[]} programArguments
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(program, programArguments, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      ...options,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-OUTPUT_KEPT_BYTES);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({ code: code ?? 1, output: `${output}${signal ?? ""}` }),
    );
  });
}
