/** The texts of a BagIt bag (RFC 8493). Pure. */

/** Names of the tag files; `seal.txt` is ours and in no manifest: it signs them. */
export const TAG_FILES = {
  declaration: "bagit.txt",
  info: "bag-info.txt",
  manifest: "manifest-sha256.txt",
  tagManifest: "tagmanifest-sha256.txt",
  seal: "seal.txt",
} as const;

/** The labels in the order given, one a line. */
export function bagInfoText(info: Readonly<Record<string, string>>): string {
  return Object.entries(info)
    .map(([label, value]) => `${label}: ${value.replaceAll(/[\r\n]+/g, " ")}\n`)
    .join("");
}

/** One line a file, with one blank as in the reference bag; `sha256sum -c` takes it. */
export function manifestText(
  files: readonly { readonly path: string; readonly sha256: string }[],
): string {
  return files.map(({ path, sha256 }) => `${sha256} ${encodePath(path)}\n`).join("");
}

/** CR, LF and the percent sign itself are percent-encoded (section 2.1.3). */
export function encodePath(path: string): string {
  return path.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** The path of a line of a manifest. */
export function decodePath(text: string): string {
  return text.replaceAll(/%0D/gi, "\r").replaceAll(/%0A/gi, "\n").replaceAll("%25", "%");
}

/** True for a path that stays inside the bag. */
export function isInside(path: string): boolean {
  if (path === "" || path.startsWith("/") || path.includes("\\") || path.includes("\0"))
    return false;
  return path.split("/").every((step) => step !== ".." && step !== "." && step !== "");
}

/** The lines of a manifest: path to hex hash. Undefined where a line has no form. */
export function parseManifest(text: string): ReadonlyMap<string, string> | undefined {
  const hashes = new Map<string, string>();
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === "") continue;
    const [, hash, path] = /^([0-9a-fA-F]{64})[ \t]+\*?(.+)$/.exec(line) ?? [];
    if (hash === undefined || path === undefined) return undefined;
    hashes.set(decodePath(path), hash.toLowerCase());
  }
  return hashes;
}

/** The labels of `bag-info.txt`; a line that begins with a blank goes on with the one before. */
export function parseBagInfo(text: string): Readonly<Record<string, string>> {
  const joined = text.replaceAll(/\r?\n[ \t]+/g, " ");
  const pairs = joined.split(/\r?\n/).flatMap((line) => {
    const [, label, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    return label === undefined || value === undefined ? [] : [[label, value] as const];
  });
  return Object.fromEntries(pairs);
}
