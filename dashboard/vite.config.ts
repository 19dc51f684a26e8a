import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build, defineConfig, type Plugin } from "vite";

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Makes `verify.html` beside the dashboard: one file, so that it works from a disk, offline. */
function verifyPage(): Plugin {
  return {
    name: "verify-page",
    apply: "build",
    async writeBundle({ dir = pathOf("dist") }) {
      const entry = pathOf("verify/verify-page.ts");
      const made = await build({
        ...{ configFile: false, logLevel: "silent", publicDir: false },
        build: {
          ...{ write: false, target: "es2023" },
          lib: { entry, formats: ["iife"], name: "verifyPage" },
        },
      });
      const [output] = [made].flat();
      if (output === undefined || !("output" in output)) throw new Error("Vite built no page");
      const script = output.output[0].code.replaceAll("</script", "<\\/script");
      const page = await readFile(pathOf("verify/page.html"), "utf8");
      await writeFile(
        join(dir, "verify.html"),
        page.replace("/* SCRIPT */", () => script),
      );
    },
  };
}

/** Builds the dashboard into `dashboard/dist`; in development the API is the gateway's own. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  plugins: [react(), verifyPage()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // Assets as files, never data: URLs, so that the content security policy can be 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8420" } },
});
