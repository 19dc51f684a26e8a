import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { OUTCOMES, type RunFilters } from "../../app/queries.ts";
import { useLive } from "../../live/use-live.ts";
import { useTimeZone } from "../../parts/use-time.ts";
import { localOfUtc, utcOfLocal } from "../../parts/zone.ts";

/** The filters. Each change goes to the address at once, so a view can be sent to a colleague. */
export function RunFilterForm({ filters }: { filters: RunFilters }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/runs" });
  const rigs = useLive((state) => state.rigs);
  const operations = [...new Set(rigs.map((rig) => rig.operation))];
  const set = (name: keyof RunFilters, value: string) => {
    const { [name]: _, ...others } = filters;
    const search = value === "" ? others : { ...others, [name]: value };
    void navigate({ search, replace: true });
  };
  const select = (name: "rig" | "outcome" | "operation", any: string, values: Option[]) => (
    <NativeSelect
      label={t(`filter.${name}`)}
      value={filters[name] ?? ""}
      onChange={(event) => set(name, event.target.value)}
      data={[{ value: "", label: any }, ...values]}
    />
  );
  return (
    <form
      className="run-filters"
      aria-label={t("filter.title")}
      onSubmit={(e) => e.preventDefault()}
    >
      <SerialFilter
        key={filters.serialNumber ?? ""}
        initial={filters.serialNumber ?? ""}
        onChange={(value) => set("serialNumber", value)}
      />
      {select(
        "outcome",
        t("filter.anyOutcome"),
        OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) })),
      )}
      {select(
        "operation",
        t("filter.anyOperation"),
        operations.map((value) => ({ value, label: value })),
      )}
      {select(
        "rig",
        t("filter.anyRig"),
        rigs.map((rig) => ({ value: rig.name, label: rig.name })),
      )}
      {filters.orderId === undefined ? null : (
        <TextInput label={t("filter.order")} value={filters.orderId} readOnly />
      )}
      <DateFilter label={t("filter.from")} value={filters.from} onChange={(v) => set("from", v)} />
      <DateFilter label={t("filter.to")} value={filters.to} onChange={(v) => set("to", v)} />
      {Object.keys(filters).length === 0 ? null : (
        <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
          {t("filter.clear")}
        </Button>
      )}
    </form>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

interface SerialFilterProps {
  readonly initial: string;
  readonly onChange: (value: string) => void;
}

/** Taken over when the field is left or Enter is pressed: a serial is compared as a whole. */
function SerialFilter({ initial, onChange }: SerialFilterProps) {
  const { t } = useTranslation();
  const take = (value: string) => {
    if (value.trim() !== initial) onChange(value.trim());
  };
  return (
    <TextInput
      label={t("filter.serial")}
      placeholder={t("filter.serialHint")}
      defaultValue={initial}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") take(event.currentTarget.value);
      }}
    />
  );
}

interface DateFilterProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

/** In the browser's own picker but on the site's clock; the address holds the instant as UTC. */
function DateFilter({ label, value, onChange }: DateFilterProps) {
  const zone = useTimeZone();
  return (
    <TextInput
      type="datetime-local"
      label={label}
      title={zone}
      value={value === undefined ? "" : localOfUtc(value, zone)}
      onChange={(event) => onChange(utcOfLocal(event.target.value, zone) ?? "")}
    />
  );
}
