/** The system's Chromium with a fresh profile, and an eye on everything it asks the network for. */
import { existsSync } from "node:fs";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface PageOptions {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
  /** The browser's own zone; the site's zone must not depend on it. */
  readonly timeZone?: string;
  /** What the browser asks for, as `de-AT`; English where absent. */
  readonly locale?: string;
}

export interface TestBrowser extends AsyncDisposable {
  /** A page in a context of its own. Closed with the browser, or by `closePages`. */
  open(options?: PageOptions): Promise<Page>;
  /** Closes every page, so that live pages of earlier tests take no time from later ones. */
  closePages(): Promise<void>;
  /** Every address that any page asked for. */
  readonly requested: readonly string[];
  /** What pages logged as error or threw, except answers that the network itself refused. */
  readonly faults: readonly string[];
}

/** Starts Chromium; throws where it is not installed (`npm test` installs it). */
export async function openBrowser(): Promise<TestBrowser> {
  const executablePath = PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error(`no Chromium at ${PLACES.join(", ")}`);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const requested: string[] = [];
  const faults: string[] = [];
  return {
    requested,
    faults,
    async open(options = {}) {
      const context = await browser.newContext(contextOptions(options));
      const page = await context.newPage();
      page.on("request", (request) => requested.push(request.url()));
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        const isNetwork = message.text().includes("net::ERR_");
        if (message.type() === "error" && !isNetwork) faults.push(message.text());
      });
      return page;
    },
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

function contextOptions(options: PageOptions): BrowserContextOptions {
  const { scheme = "light", width = 1280, height = 900, timeZone, locale } = options;
  return {
    colorScheme: scheme,
    viewport: { width, height },
    ...(timeZone === undefined ? {} : { timezoneId: timeZone }),
    ...(locale === undefined ? {} : { locale }),
  };
}

/** The JSON answer of the gateway at `path` below /api/v1; throws on any status but 200. */
export async function readGateway<Answer>(url: string, path: string): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`);
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Answer;
}
