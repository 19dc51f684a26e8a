import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RemedyText } from "./remedy-text.tsx";
import "./notice.css";

interface EmptyNoteProps {
  readonly title: string;
  readonly hint: string;
  readonly children?: ReactNode;
}

/** An empty place that teaches: what will stand here, and what fills it. */
export function EmptyNote({ title, hint, children }: EmptyNoteProps) {
  return (
    <section className="notice is-empty">
      <h2>{title}</h2>
      <p>
        <RemedyText text={hint} />
      </p>
      {children}
    </section>
  );
}

/** Says in words what is being read. */
export function ReadingNote({ what }: { what: string }) {
  const { t } = useTranslation();
  return (
    <p className="reading" role="status">
      {t("app.loading", { what })}
    </p>
  );
}
