/** Who works here, in the head of every page: a name and the way out, or the way in. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useActivity, useSession, useSessionChange } from "../session.ts";
import "./who-am-i.css";

/** Nothing until the gateway has answered. */
export function WhoAmI() {
  const { t } = useTranslation();
  const session = useSession();
  const { signOut } = useSessionChange();
  useActivity(session);
  if (session === undefined) return null;
  const { kind, printedName, id, station, method } = session;
  const name = printedName ?? id;
  return (
    <section className="who" aria-label={t("access.who")}>
      {station === undefined ? null : <span className="who-station">{station}</span>}
      {kind === "person" ? (
        <>
          <span className="who-name" title={session.roles.join(", ")}>
            {name}
            {method === "badge" ? <span className="muted"> · {t("access.byBadge")}</span> : null}
          </span>
          <button type="button" className="who-act" onClick={() => void signOut()}>
            {t("access.signOut")}
          </button>
        </>
      ) : (
        <Link to="/sign-in" className="who-act">
          {t("access.signIn")}
        </Link>
      )}
    </section>
  );
}
