import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyNote } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemPanel } from "../parts/problem-panel.tsx";

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t("app.notFoundTitle")}>
      <EmptyNote title={t("app.notFoundTitle")} hint={t("app.notFoundText")}>
        <Link to="/">{t("app.toStation")}</Link>
      </EmptyNote>
    </Page>
  );
}

/** A page that threw: the fault is shown, the shell around it goes on. */
export function PageFault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <Page title={t("problem.pageTitle")}>
      <ProblemPanel error={error} onRetry={() => location.reload()} />
    </Page>
  );
}
