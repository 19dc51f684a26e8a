/** What stands around every page: the mark, the pages, the search, and how live it all is. */
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { sinksBehind } from "../live/sink-debt.ts";
import { useLive, useLostSince } from "../live/use-live.ts";
import { useTimeZone } from "../parts/use-time.ts";
import { LanguageChoice } from "./choices/language-choice.tsx";
import { ThemeChoice } from "./choices/theme-choice.tsx";
import { ConnectionState } from "./connection-state.tsx";
import { Guard } from "./guard.tsx";
import { SearchBox } from "./search-box.tsx";
import { WhoAmI } from "./who/who-am-i.tsx";
import "./shell.css";

const PAGES = [
  { to: "/station", name: "station" },
  { to: "/runs", name: "runs" },
  { to: "/units", name: "units" },
  { to: "/rigs", name: "rigs" },
  { to: "/products", name: "products" },
  { to: "/orders", name: "orders" },
  { to: "/quality", name: "quality" },
  { to: "/nonconformances", name: "nonconformances" },
  { to: "/compliance", name: "compliance" },
  { to: "/health", name: "health" },
  { to: "/people", name: "people" },
] as const;

/** The frame of the application; the page of the address is inside it. */
export function Shell() {
  const { t } = useTranslation();
  return (
    <>
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <DemoStrip />
      <header className="shell-head">
        <Brand />
        <Navigation />
        <SearchBox />
        <ConnectionState />
        <WhoAmI />
        <LanguageChoice />
        <ThemeChoice />
      </header>
      <Content />
      <Foot />
    </>
  );
}

/** What is not known to go on does not move. Another language draws page and numbers anew. */
function Content() {
  const { i18n } = useTranslation();
  const isLost = useLostSince() !== undefined;
  return (
    <main id="content" className={isLost ? "is-lost" : ""} tabIndex={-1}>
      <Guard key={i18n.language}>
        <Outlet />
      </Guard>
    </main>
  );
}

function DemoStrip() {
  const { t } = useTranslation();
  const isDemo = useLive((state) => state.gateway?.demo === true);
  if (!isDemo) return null;
  return (
    <aside className="demo-strip" aria-label={t("app.demo")}>
      <strong>{t("app.demo")}</strong>
      <span>{t("app.demoText")}</span>
    </aside>
  );
}

function Brand() {
  const { t } = useTranslation();
  const site = useLive((state) => state.gateway?.site);
  return (
    <Link to="/" className="brand">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path className="brand-limits" d="M4 4v16M20 4v16M4 12h16" />
        <path className="brand-value" d="M14.5 6v12" />
      </svg>
      <span className="brand-name">{t("app.name")}</span>
      {site === undefined ? null : <span className="brand-site">{site}</span>}
    </Link>
  );
}

/** Where it is wider than the screen it scrolls; the page that is open is brought into sight. */
function Navigation() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const pages = useRef<HTMLElement>(null);
  useEffect(() => {
    if (pathname === "/") return;
    const open = pages.current?.querySelector('[aria-current="page"]');
    open?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <nav className="pages" aria-label={t("app.menu")} ref={pages}>
      {PAGES.map((page) => (
        <Link key={page.to} to={page.to}>
          {t(`nav.${page.name}`)}
          {page.name === "health" ? <SinksBehind /> : null}
          {page.name === "rigs" ? <OpenAlarms /> : null}
        </Link>
      ))}
    </nav>
  );
}

/** A receiver that is down is told on every page, and leads to where it is explained. */
function SinksBehind() {
  const { t } = useTranslation();
  const count = useLive((state) => sinksBehind(state.sinks));
  if (count === 0) return null;
  return <span className="nav-mark">· {t("nav.sinksBehind", { count })}</span>;
}

/** An open alarm is told on every page, too. */
function OpenAlarms() {
  const { t } = useTranslation();
  const count = useLive((state) => state.alarms.length);
  if (count === 0) return null;
  return <span className="nav-mark">· {t("alarms.count", { count })}</span>;
}

function Foot() {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const gateway = useLive((state) => state.gateway);
  return (
    <footer className="shell-foot">
      <span>{t("app.zone", { zone })}</span>
      {gateway === undefined ? null : (
        <span className="num">
          {t("app.name")} {gateway.version}
        </span>
      )}
    </footer>
  );
}
