/** The built dashboard: its files, and index.html for every address that is one of its pages. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { etag } from "hono/etag";
import { Refusal } from "../../ledger/contract.ts";

const YEAR_S = 365 * 24 * 60 * 60;

/**
 * Serves `directory`, the output of Vite. Files under /assets carry a hash in their name and are
 * kept for a year; everything else is asked for again each time and answered 304 if unchanged.
 * Without a built dashboard, its pages answer 404 `dashboard.not-built`.
 */
export function dashboardRoutes(directory: string): Hono {
  const app = new Hono();
  if (!existsSync(join(directory, "index.html"))) {
    return app.get("*", (c, next) => {
      if (!isPage(c)) return next();
      throw new Refusal("dashboard.not-built", "There is no index.html where it is built to.");
    });
  }
  const files = serveStatic({ root: directory });
  const page = serveStatic({ path: join(directory, "index.html") });
  app.get("/assets/*", cacheFor(`public, max-age=${YEAR_S}, immutable`), files);
  app.get("*", cacheFor("no-cache"), etag());
  app.get("*", (c, next) => (c.req.path === "/" || !isPage(c) ? files(c, next) : next()));
  app.get("*", (c, next) => (isPage(c) ? page(c, next) : next()));
  return app;
}

/** Set before the file is found: its answer is made in one piece. A problem says `no-store`. */
function cacheFor(cacheControl: string): MiddlewareHandler {
  return (c, next) => {
    c.header("Cache-Control", cacheControl);
    return next();
  };
}

/** True for the address of a page: asked for by a browser, no file, no part of the API. */
function isPage(c: Context): boolean {
  const { path } = c.req;
  const asksForPage = (c.req.header("accept") ?? "").includes("text/html");
  const isFile = (path.split("/").at(-1) ?? "").includes(".");
  return asksForPage && !isFile && path !== "/api" && !path.startsWith("/api/");
}
