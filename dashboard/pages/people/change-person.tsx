/** What becomes of somebody's access: other roles, new secrets, a lock lifted, or the end. */
import { Button, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { postApi, putApi } from "../../app/api.ts";
import type { PersonView } from "../../app/contract.ts";
import { peopleQuery } from "../../app/who/people.ts";
import { Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { useAttempt } from "../sign-in/use-attempt.ts";
import { personQuery, ROLES, type Role } from "./people-queries.ts";
import { RoleChoice } from "./role-choice.tsx";
import { ShownOnce } from "./shown-once.tsx";

interface ChangePersonProps {
  readonly person: PersonView;
  readonly onClose: () => void;
}

function useDecisions({ person, onClose }: ChangePersonProps) {
  const queries = useQueryClient();
  const attempt = useAttempt();
  const [link, setLink] = useState<string>();
  const at = `/people/${encodeURIComponent(person.id)}`;
  const { version: expectedVersion } = person;
  const decide = (decision: Promise<unknown>, isOver: boolean) =>
    void attempt.run(decision).then(async (done) => {
      await queries.invalidateQueries({ queryKey: peopleQuery.queryKey });
      if (done && isOver) onClose();
    });
  const makeLink = async () => {
    const made = await postApi<{ link: string }>(`${at}/setup-link`, {});
    setLink(`${location.origin}${made.link}`);
  };
  return {
    attempt,
    link,
    setRoles: (roles: readonly Role[], reason: string) =>
      decide(putApi(`${at}/roles`, { roles, reason, expectedVersion }), true),
    revoke: (reason: string) => decide(postApi(`${at}/revoke`, { reason, expectedVersion }), true),
    makeLink: () => decide(makeLink(), false),
    unlock: () => decide(postApi(`${at}/unlock`, {}), true),
  };
}

/** For administrators; every decision but a link and a lifted lock has its reason. */
export function ChangePerson({ person, onClose }: ChangePersonProps) {
  const { t } = useTranslation();
  const { attempt, link, ...decisions } = useDecisions({ person, onClose });
  const account = useQuery(personQuery(person.id)).data;
  const [roles, setRoles] = useState<readonly Role[]>(person.roles);
  const [reason, setReason] = useState("");
  const isReady = !attempt.isBusy && reason.trim().length > 2;
  return (
    <Section
      title={t("people.changeOf", { name: person.printedName ?? person.id })}
      hint={account?.locked === true ? t("people.locked") : person.id}
    >
      <div className="sign-in-form people-form">
        <RoleChoice label={t("people.roles")} choices={ROLES} value={roles} onChange={setRoles} />
        <TextInput
          label={t("people.reason")}
          value={reason}
          autoComplete="off"
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className="people-acts">
          <Act
            disabled={!isReady || roles.length === 0}
            onClick={() => decisions.setRoles(roles, reason)}
            label={t("people.setRoles")}
          />
          <Act
            disabled={!isReady}
            onClick={() => decisions.revoke(reason)}
            label={t("people.revoke")}
          />
          <Act onClick={decisions.makeLink} label={t("people.newLink")} />
          {account?.locked === true ? (
            <Act onClick={decisions.unlock} label={t("people.unlock")} />
          ) : null}
          <Act onClick={onClose} label={t("people.close")} />
        </div>
        {attempt.error === undefined ? null : <ProblemPanel error={attempt.error} />}
        {link === undefined ? null : (
          <ShownOnce title={t("people.linkTitle")} hint={t("people.linkHint")} value={link} />
        )}
      </div>
    </Section>
  );
}

interface ActProps {
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Act({ label, disabled = false, onClick }: ActProps) {
  return (
    <Button type="button" variant="default" disabled={disabled} onClick={onClick}>
      {label}
    </Button>
  );
}
