/** What stands around every page of operations: its pages, and what the open one is for. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../parts/page.tsx";
import "../../parts/page-tabs.css";
import "./operations.css";

const TABS = [
  { to: "/orders", name: "orders" },
  { to: "/demand", name: "demand" },
  { to: "/shipments", name: "shipments" },
] as const;

interface FrameProps {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}

/** A page of operations. */
export function OperationsFrame({ title, lead, children }: FrameProps) {
  const { t } = useTranslation();
  return (
    <Page title={title} lead={lead}>
      <nav className="page-tabs" aria-label={t("operations.tabs")}>
        {TABS.map(({ to, name }) => (
          <Link key={to} to={to} activeOptions={{ exact: false, includeSearch: false }}>
            {t(`operations.tab.${name}`)}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
