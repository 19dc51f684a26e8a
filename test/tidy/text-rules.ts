/** What no file of the project may hold, whatever its kind. Pure. */
import type { Violation } from "./source.ts";

/** Someone's own folders: they are nowhere else, and tell about their machine. */
const MACHINE_PATH = /(?:^|[^\w.$}])(\/(?:home|root|work|Users)\/[\w.-]+)/;
const README_LINES_MAX = 150;
const TOP_LEVEL = ["gateway", "drivers", "dashboard", "fixtures", "deploy", "test"];

/** No absolute path of a developer's machine. */
export function checkMachinePaths(path: string, text: string): Violation[] {
  return text.split("\n").flatMap((content, index) => {
    const found = MACHINE_PATH.exec(content)?.[1];
    if (found === undefined) return [];
    return [{ path, line: index + 1, message: `${found} is a path of one machine` }];
  });
}

/** Short enough to be read. */
export function checkReadme(path: string, text: string): Violation[] {
  const lines = text.trimEnd().split("\n").length;
  if (!path.endsWith("README.md") || lines <= README_LINES_MAX) return [];
  return [{ path, message: `${lines} lines, at most ${README_LINES_MAX}: link to what is long` }];
}

/** Each top-level folder says what lives there, what it may import, how to add one. */
export function checkFolders(paths: readonly string[]): Violation[] {
  return ["", ...TOP_LEVEL.map((folder) => `${folder}/`)]
    .map((folder) => `${folder}README.md`)
    .filter((path) => !paths.includes(path))
    .map((path) => ({ path, message: "missing: what lives here, what may it import, how to add" }));
}

const FOLDER_FILES_MAX = 16;

/**
 * A folder that one can see at a glance. Tests stand beside the code and are not counted, nor is
 * what serves them.
 */
export function checkFolderSizes(paths: readonly string[]): Violation[] {
  const counts = new Map<string, number>();
  const counted = /^(?!test\/).*(?<!\.test)\.tsx?$/;
  for (const path of paths.filter((name) => counted.test(name))) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > FOLDER_FILES_MAX)
    .map(([path, count]) => ({
      path,
      message: `${count} files of code, at most ${FOLDER_FILES_MAX}: divide it by what they do`,
    }));
}
