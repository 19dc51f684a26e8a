/** Who tests at this screen, and how that changes: by badge or PIN. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "../../../../app/session.ts";

/** Nothing until the gateway has said who we are. */
export function WhoTests() {
  const { t } = useTranslation();
  const session = useSession();
  if (session === undefined) return null;
  const { kind, printedName, id } = session;
  return (
    <p className="who-tests">
      <span className="muted">{t("work.who")}</span>{" "}
      <strong>{kind === "person" ? (printedName ?? id) : t("work.nobody")}</strong>{" "}
      <Link to="/sign-in" className="work-link">
        {t("work.change")}
      </Link>
    </p>
  );
}
