/** What was decided of a unit: release, holds, repairs, components, nonconformances. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { UnitDetail } from "../../app/contract.ts";
import { CommandForm, Field, textOf } from "../../parts/command/command-form.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";

/** Every section of it; each says so where there is nothing. */
export function UnitLife({ unit }: { unit: UnitDetail }) {
  return (
    <>
      <div className="columns">
        <ReleaseSection unit={unit} />
        <HoldSection unit={unit} />
      </div>
      <div className="columns">
        <MoveSection unit={unit} />
        <RepairSection unit={unit} />
      </div>
      <ComponentSection unit={unit} />
    </>
  );
}

function ReleaseSection({ unit }: { unit: UnitDetail }) {
  const { t } = useTranslation();
  const { release, guards, id, status } = unit;
  if (release !== undefined) return <ReleaseProof release={release} />;
  return (
    <Section title={t("life.release")}>
      <div className="section-body unit-part">
        {guards.length === 0 ? (
          <p className="muted">
            {status === "passed_all" ? t("life.releaseReady") : t(`unitStatus.${status}`)}
          </p>
        ) : (
          <>
            <p>{t("life.releaseAgainst")}</p>
            <ul className="unit-guards">
              {guards.map(({ guard, message }) => (
                <li key={`${guard} ${message}`}>{message}</li>
              ))}
            </ul>
          </>
        )}
        {status === "passed_all" && guards.length === 0 ? (
          <CommandForm
            label={t("life.releaseSign")}
            path={`/units/${id}/release`}
            meaning="released"
            body={() => ({})}
          />
        ) : null}
      </div>
    </Section>
  );
}

function ReleaseProof({ release }: { release: NonNullable<UnitDetail["release"]> }) {
  const { t } = useTranslation();
  return (
    <Section title={t("life.release")}>
      <div className="section-body unit-part">
        <p>{t("life.releasedBy", { person: release.authorisedBy })}</p>
        <ul className="plain-list">
          {release.operations.map((each) => (
            <li key={each.operation}>
              <strong>{each.operation}</strong>{" "}
              {each.runId === undefined ? (
                t("life.conceded")
              ) : (
                <Link to="/runs/$id" params={{ id: each.runId }}>
                  {each.procedureId ?? each.runId} {each.procedureVersion}
                </Link>
              )}
              {each.equipment.map((used) => (
                <span key={used.id} className="muted">
                  {" "}
                  {used.id}
                </span>
              ))}
            </li>
          ))}
        </ul>
      </div>
    </Section>
  );
}

function HoldSection({ unit }: { unit: UnitDetail }) {
  const { t } = useTranslation();
  return (
    <Section title={t("life.acts")}>
      <div className="section-body unit-part">
        {unit.holdsPlaced.length === 0 ? <p className="muted">{t("life.noHolds")}</p> : null}
        <ul className="plain-list">
          {unit.holdsPlaced.map((hold) => (
            <HoldItem key={hold.id} hold={hold} />
          ))}
        </ul>
        <CommandForm
          label={t("life.place")}
          path={`/units/${unit.id}/holds`}
          body={(fields) => ({ reason: textOf(fields, "reason") })}
        >
          <Field name="reason" label={t("command.reason")} isNeeded isWide />
        </CommandForm>
      </div>
    </Section>
  );
}

function HoldItem({ hold }: { hold: UnitDetail["holdsPlaced"][number] }) {
  const { t } = useTranslation();
  const isOpen = hold.state === "placed";
  return (
    <li>
      <span className={isOpen ? "unit-hold" : "muted"}>
        <strong>{hold.reason}</strong> <TimeText at={hold.placedAt} detail="date-time" />
      </span>{" "}
      {isOpen ? null : (
        <span className="muted">{t("life.lifted", { reason: hold.liftedBecause ?? "" })}</span>
      )}
      {hold.nonconformanceId === undefined ? null : (
        <Link to="/nonconformances/$id" params={{ id: hold.nonconformanceId }}>
          {t("life.ofCase")}
        </Link>
      )}
      {isOpen && hold.nonconformanceId === undefined ? (
        <details className="command-box">
          <summary>{t("life.lift")}</summary>
          <CommandForm
            label={t("life.lift")}
            path={`/holds/${hold.id}/lift`}
            meaning="released"
            body={(fields) => ({ reason: textOf(fields, "reason") })}
          >
            <Field name="reason" label={t("command.reason")} isNeeded isWide />
          </CommandForm>
        </details>
      ) : null}
    </li>
  );
}

function MoveSection({ unit }: { unit: UnitDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Section title={t("life.decided")}>
      <ol className="section-body plain-list">
        {unit.moves.map((move) => (
          <li key={`${move.at} ${move.action}`}>
            <strong>{word("unitAction", move.action)}</strong>{" "}
            <span className="muted">
              <TimeText at={move.at} detail="date-time" /> · {move.by} ·{" "}
              {move.cycle === "build" ? t("life.build") : move.cycle}
            </span>
            {move.reason === undefined ? null : <p>{move.reason}</p>}
            {move.again.length === 0 ? null : (
              <p className="muted">{t("life.again", { operations: move.again.join(" → ") })}</p>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function RepairSection({ unit }: { unit: UnitDetail }) {
  const { t } = useTranslation();
  return (
    <Section title={t("life.repairs")}>
      <ul className="section-body plain-list">
        {unit.repairs.length === 0 ? <li className="muted">{t("life.noRepairs")}</li> : null}
        {unit.repairs.map((repair) => (
          <li key={repair.id}>
            <Link to="/runs/$id" params={{ id: repair.runId }}>
              {repair.measurementId}
            </Link>
            : {repair.diagnosis} → <strong>{repair.action ?? t("life.repairOpen")}</strong>{" "}
            <span className="muted">
              <TimeText at={repair.doneAt ?? repair.begunAt} detail="date-time" />
            </span>
          </li>
        ))}
        {unit.nonconformances.map((each) => (
          <li key={each.id}>
            <Link to="/nonconformances/$id" params={{ id: each.id }}>
              {each.title}
            </Link>{" "}
            <span className="muted">{each.disposition ?? each.state}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ComponentSection({ unit }: { unit: UnitDetail }) {
  const { t } = useTranslation();
  const title = t("life.components");
  if (unit.components.length === 0) {
    return (
      <Section title={title}>
        <p className="section-body muted">{t("life.noComponents")}</p>
      </Section>
    );
  }
  return (
    <Section title={title}>
      <TableScroll label={title}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("life.position")}</th>
              <th>{t("life.part")}</th>
              <th>{t("life.identity")}</th>
              <th>{t("life.installed")}</th>
            </tr>
          </thead>
          <tbody>
            {unit.components.map((each) => (
              <tr
                key={`${each.position} ${each.version}`}
                className={each.removedAt === undefined ? "" : "muted"}
              >
                <td>{each.position}</td>
                <td>{each.partNumber}</td>
                <td className="mono">
                  {each.unitId === undefined ? (
                    (each.serialNumber ?? each.lot)
                  ) : (
                    <Link to="/units/$id" params={{ id: each.unitId }}>
                      {each.serialNumber}
                    </Link>
                  )}
                </td>
                <td>
                  <TimeText at={each.installedAt} detail="date-time" /> · {each.installedBy}
                  {each.removedAt === undefined ? null : (
                    <>
                      {" · "}
                      {t("life.removed")} <TimeText at={each.removedAt} detail="date-time" />
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Section>
  );
}
