/**
 * Makes the bundle that the gateway starts from (gateway/decisions/0066) where there is none of
 * the sources as they are: one folder, complete when it has its name. Run by the bootstrap with
 * the pinned Node.js, after the packages are there.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { bundleDirectory, rootOf } from "../gateway/cli/process/bundle.ts";

const ENTRIES = ["main", "writer", "reader"];
/** They find files of their own beside themselves, or are large and rarely loaded. */
const LEFT_OUT = ["serialport", "@serialport/bindings-cpp", "pino", "pdfkit", "bwip-js"];
/** zod's messages in some fifty languages; the gateway has words of its own, by code. */
const TRANSLATIONS = /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/;
const withoutTranslations: Plugin = {
  name: "without-translations",
  load: { filter: { id: TRANSLATIONS }, handler: () => "export {};" },
};
/**
 * mqtt-packet keeps each number it has written as a length, a piece of Node.js's pool: each keeps
 * 64 kB from being given back, one more with every length of a message that had not been there.
 */
const KEPT_LENGTH = "if (num < 16384) varByteIntCache[num] = buffer";
const withoutLengths: Plugin = {
  name: "without-lengths",
  transform: {
    filter: { id: /[/\\]mqtt-packet[/\\]writeToStream\.js$/ },
    handler(code) {
      if (code.includes(KEPT_LENGTH)) return code.replace(KEPT_LENGTH, "");
      throw new Error(`mqtt-packet has no "${KEPT_LENGTH}" any more: see whether it keeps lengths`);
    },
  },
};
/** Our own modules, and the one library that says nothing of its side effects and has none. */
const OURS = /\/(gateway|drivers)\/[^?]*\.ts$|\/node_modules\/@hono\/zod-openapi\//;
/** A gateway that was started from an older bundle may still load a part of it. */
const KEPT_MS = 30 * 24 * 3_600_000;

const root = rootOf(import.meta.url);
const directory = bundleDirectory(root);
if (existsSync(directory)) {
  const now = new Date();
  utimesSync(directory, now, now);
} else {
  await bundle(`${directory}.new-${process.pid}`);
  removeOld();
}

/** Names stay as they are written, so that the trace of a fault can be read. */
async function bundle(fresh: string): Promise<void> {
  mkdirSync(dirname(fresh), { recursive: true });
  // Each by itself: they are threads of their own, and none loads what only another one calls.
  for (const name of ENTRIES) await bundleEntry(name, fresh);
  // Another one may have been as quick: both are the same.
  if (existsSync(directory)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, directory);
}

async function bundleEntry(name: string, directory: string): Promise<void> {
  const build = await rolldown({
    cwd: root,
    input: { [name]: join(root, "gateway", `${name}.ts`) },
    platform: "node",
    external: LEFT_OUT,
    plugins: [withoutTranslations, withoutLengths],
    treeshake: {
      // Ours do nothing by being loaded; a schema or a route that nobody asks for is not made.
      moduleSideEffects: [{ test: OURS, sideEffects: false }],
      manualPureFunctions: ["z", "createRoute"],
    },
    logLevel: "silent",
  });
  await build.write({
    dir: directory,
    format: "esm",
    comments: false,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    // One character beyond Latin-1 would double the memory of a whole file's text.
    charset: "ascii",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  });
  await build.close();
}

function removeOld(): void {
  for (const name of readdirSync(dirname(directory))) {
    const path = join(dirname(directory), name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true });
  }
}
