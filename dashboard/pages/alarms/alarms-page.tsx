/** Every alarm there was, the latest first: what it was, who looked after it, what caused it. */
import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ALARM_STATES, type AlarmFilters, alarmsQuery } from "../../app/queries.ts";
import { useLive } from "../../live/use-live.ts";
import { AlarmList } from "../../parts/alarms/alarm-list.tsx";
import { EmptyNote, ReadingNote } from "../../parts/notice.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { useWord } from "../../parts/use-word.ts";
import "./alarms-page.css";

const route = getRouteApi("/alarms");

/** The filters stand in the address. */
export function AlarmsPage() {
  const { t } = useTranslation();
  const filters = route.useSearch();
  return (
    <Page
      title={t("alarms.title")}
      lead={t("alarms.lead")}
      actions={<Link to="/rigs">{t("probe.toRigs")}</Link>}
    >
      <Filters filters={filters} />
      <Alarms filters={filters} />
    </Page>
  );
}

function Filters({ filters }: { readonly filters: AlarmFilters }) {
  const { t } = useTranslation();
  const word = useWord();
  const navigate = route.useNavigate();
  const rigs = useLive((state) => state.rigs);
  const set = (name: keyof AlarmFilters, value: string) => {
    const { [name]: _, ...others } = filters;
    void navigate({ search: value === "" ? others : { ...others, [name]: value }, replace: true });
  };
  return (
    <form
      className="alarm-filters"
      aria-label={t("filter.title")}
      onSubmit={(e) => e.preventDefault()}
    >
      <NativeSelect
        label={t("alarms.state")}
        value={filters.state ?? ""}
        onChange={(event) => set("state", event.currentTarget.value)}
        data={[
          { value: "", label: t("alarms.anyState") },
          ...ALARM_STATES.map((value) => ({ value, label: word("alarmState", value) })),
        ]}
      />
      <NativeSelect
        label={t("filter.rig")}
        value={filters.rig ?? ""}
        onChange={(event) => set("rig", event.currentTarget.value)}
        data={[
          { value: "", label: t("filter.anyRig") },
          ...rigs.map(({ name }) => ({ value: name, label: name })),
        ]}
      />
    </form>
  );
}

function Alarms({ filters }: { readonly filters: AlarmFilters }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(alarmsQuery(filters));
  if (query.isError) {
    return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <ReadingNote what={t("alarms.title")} />;
  const alarms = query.data.pages.flatMap(({ items }) => items);
  if (alarms.length === 0) {
    return <EmptyNote title={t("alarms.noneFound")} hint={t("alarms.noneFoundHint")} />;
  }
  return (
    <Section title={t("alarms.latest")}>
      <AlarmList alarms={alarms} />
      {query.hasNextPage ? (
        <p className="alarms-more">
          <Button
            variant="default"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("alarms.more")}
          </Button>
        </p>
      ) : null}
    </Section>
  );
}
