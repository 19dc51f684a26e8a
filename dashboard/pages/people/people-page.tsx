/** Who has access and in which roles, and, for administrators, what becomes of it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonView } from "../../app/contract.ts";
import { useSession } from "../../app/session.ts";
import { peopleQuery } from "../../app/who/people.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Page, Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { useWord } from "../../parts/use-word.ts";
import { AddPerson } from "./add-person.tsx";
import { ChangePerson } from "./change-person.tsx";
import { Tokens } from "./tokens.tsx";
import "../sign-in/sign-in.css";
import "./people.css";

/** Everybody sees who is who; changes and tokens are for administrators. */
export function PeoplePage() {
  const { t } = useTranslation();
  const query = useQuery(peopleQuery);
  const isAdmin = useSession()?.roles.includes("admin") === true;
  const [changing, setChanging] = useState<PersonView>();
  return (
    <Page title={t("people.title")} lead={t("people.lead")}>
      <QueryView query={query} what={t("people.title")}>
        {({ items }) => (
          <Section title={t("people.all")} hint={t("people.allHint")}>
            {items.length === 0 ? (
              <EmptyNote title={t("people.empty")} hint={t("people.emptyHint")} />
            ) : (
              <PeopleTable people={items} onChange={isAdmin ? setChanging : undefined} />
            )}
          </Section>
        )}
      </QueryView>
      {changing === undefined ? null : (
        <ChangePerson key={changing.id} person={changing} onClose={() => setChanging(undefined)} />
      )}
      {isAdmin ? (
        <>
          <AddPerson />
          <Tokens />
        </>
      ) : null}
    </Page>
  );
}

interface PeopleTableProps {
  readonly people: readonly PersonView[];
  readonly onChange: ((person: PersonView) => void) | undefined;
}

function PeopleTable({ people, onChange }: PeopleTableProps) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <TableScroll label={t("people.all")}>
      <table className="rows people-table">
        <thead>
          <tr>
            <th scope="col">{t("people.name")}</th>
            <th scope="col">{t("people.id")}</th>
            <th scope="col">{t("people.roles")}</th>
            <th scope="col">{t("people.state")}</th>
            {onChange === undefined ? null : <td />}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id} className={person.state === "active" ? "" : "is-gone"}>
              <td className="people-name">{person.printedName ?? t("app.none")}</td>
              <td className="mono">{person.id}</td>
              <td>{person.roles.map((role) => word("role", role)).join(", ")}</td>
              <td>{word("personState", person.state)}</td>
              {onChange === undefined ? null : (
                <td>
                  {person.state === "active" ? (
                    <Button
                      variant="default"
                      aria-label={t("people.changeOf", { name: person.printedName ?? person.id })}
                      onClick={() => onChange(person)}
                    >
                      {t("people.change")}
                    </Button>
                  ) : null}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
