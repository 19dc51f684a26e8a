/** What becomes of somebody's access: other roles, new secrets, a lock lifted, or the end. */
import { Button, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { postApi, putApi } from "../../app/api.ts";
import type { PersonView } from "../../app/contract.ts";
import { Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { useAttempt } from "../sign-in/use-attempt.ts";
import { peopleQuery, personQuery, ROLES, type Role } from "./people-queries.ts";
import { RoleChoice } from "./role-choice.tsx";
import { ShownOnce } from "./shown-once.tsx";

interface ChangePersonProps {
  readonly person: PersonView;
  readonly onClose: () => void;
}

/** For administrators; every decision but a link and a lifted lock has its reason. */
export function ChangePerson({ person, onClose }: ChangePersonProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const attempt = useAttempt();
  const account = useQuery(personQuery(person.id)).data;
  const [roles, setRoles] = useState<readonly Role[]>(person.roles);
  const [reason, setReason] = useState("");
  const [link, setLink] = useState<string>();
  const at = `/people/${encodeURIComponent(person.id)}`;
  const decide = (decision: Promise<unknown>, isOver: boolean) =>
    void attempt.run(decision).then(async (done) => {
      await queries.invalidateQueries({ queryKey: peopleQuery.queryKey });
      if (done && isOver) onClose();
    });
  const makeLink = async () => {
    const made = await postApi<{ link: string }>(`${at}/setup-link`, {});
    setLink(`${location.origin}${made.link}`);
  };
  const { version: expectedVersion } = person;
  const isReasoned = reason.trim().length > 2;
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
          <Button
            type="button"
            variant="default"
            disabled={attempt.isBusy || !isReasoned || roles.length === 0}
            onClick={() => decide(putApi(`${at}/roles`, { roles, reason, expectedVersion }), true)}
          >
            {t("people.setRoles")}
          </Button>
          <Button
            type="button"
            variant="default"
            disabled={attempt.isBusy || !isReasoned}
            onClick={() => decide(postApi(`${at}/revoke`, { reason, expectedVersion }), true)}
          >
            {t("people.revoke")}
          </Button>
          <Button type="button" variant="default" onClick={() => decide(makeLink(), false)}>
            {t("people.newLink")}
          </Button>
          {account?.locked === true ? (
            <Button
              type="button"
              variant="default"
              onClick={() => decide(postApi(`${at}/unlock`, {}), true)}
            >
              {t("people.unlock")}
            </Button>
          ) : null}
          <Button type="button" variant="default" onClick={onClose}>
            {t("people.close")}
          </Button>
        </div>
        {attempt.error === undefined ? null : <ProblemPanel error={attempt.error} />}
        {link === undefined ? null : (
          <ShownOnce title={t("people.linkTitle")} hint={t("people.linkHint")} value={link} />
        )}
      </div>
    </Section>
  );
}
