import { type ReactNode, useEffect, useId } from "react";
import { useTranslation } from "react-i18next";
import "./act-button.css";
import "./page.css";

interface PageProps {
  readonly title: string;
  /** The heading, where it is more than the title. */
  readonly heading?: ReactNode;
  readonly lead?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its heading, one sentence of what it is for, and its content. */
export function Page({ title, heading, lead, actions, children }: PageProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{heading ?? title}</h1>
          {lead === undefined ? null : <p className="page-lead">{lead}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly hint?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A titled panel of a page. */
export function Section({ title, hint, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <header className="section-head">
        <div>
          <h2 id={id}>{title}</h2>
          {hint === undefined ? null : <p className="muted">{hint}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}

interface FactProps {
  readonly name: string;
  /** Takes two columns: ids and hashes. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A name and its value, in a list of facts. */
export function Fact({ name, wide = false, children }: FactProps) {
  return (
    <div className={wide ? "fact is-wide" : "fact"}>
      <dt className="caption">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Names and values side by side, as many in a row as fit. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

/** A table that scrolls by itself on a narrow screen, reachable by keyboard. */
export function TableScroll({ label, children }: { label: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the keyboard
    <section className="table-scroll" aria-label={t("app.tableOf", { name: label })} tabIndex={0}>
      {children}
    </section>
  );
}
