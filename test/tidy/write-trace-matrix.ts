/** `npm run trace`: writes test/trace-matrix.md. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isTestFile, listFiles, readSources } from "./source.ts";
import { renderMatrix, tracesOf } from "./trace-matrix.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = readSources(root, listFiles(root).filter(isTestFile));
writeFileSync(join(root, "test/trace-matrix.md"), renderMatrix(sources.flatMap(tracesOf)));
