import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { EquipmentView } from "../../app/contract.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { useWord } from "../../parts/use-word.ts";
import { equipmentQuery, impactQuery } from "./queries.ts";

/** Each instrument with its status today, and what it touched where it was found bad. */
export function CalibrationBoard() {
  const { t } = useTranslation();
  const query = useQuery(equipmentQuery);
  return (
    <Section title={t("compliance.calibration")} hint={t("compliance.calibrationHint")}>
      <QueryView query={query} what={t("compliance.calibration")}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote title={t("compliance.noEquipment")} hint={t("compliance.noEquipmentHint")} />
          ) : (
            <Board items={items} />
          )
        }
      </QueryView>
    </Section>
  );
}

function Board({ items }: { readonly items: readonly EquipmentView[] }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <TableScroll label={t("compliance.calibration")}>
      <table className="compliance-table">
        <thead>
          <tr>
            <th scope="col">{t("compliance.equipment")}</th>
            <th scope="col">{t("compliance.status")}</th>
            <th scope="col">{t("compliance.due")}</th>
            <th scope="col">{t("compliance.usedBy")}</th>
            <th scope="col">{t("compliance.impact")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td>
                <strong>{item.id}</strong> {item.title}
              </td>
              <td data-status={item.status}>{word("calibrationState", item.status)}</td>
              <td className="num">{item.dueOn ?? ""}</td>
              <td>{item.rigs.join(", ")}</td>
              <td>
                <Impact id={item.id} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Impact({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const query = useQuery(impactQuery(id));
  if (query.data !== undefined) return t("compliance.impactFound", query.data.counts);
  if (query.isError) return t("compliance.impactNone");
  return (
    <Button
      variant="default"
      aria-label={t("compliance.impactOf", { id })}
      disabled={query.isFetching}
      onClick={() => void query.refetch()}
    >
      {t("compliance.impactAsk")}
    </Button>
  );
}
