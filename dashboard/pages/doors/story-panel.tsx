/** The story of a demo: what is hidden behind each door, and a plug to pull. Can be hidden. */
import { Button } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DemoView } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { demoQuery, pullPlug } from "./queries.ts";

/** As in fixtures/story/answer-key.json; a test holds them together. */
const STORY = { unit: "PSU24-000412", order: "WO-1042", station: "FCT-2" } as const;

/** Nothing outside a demo with a story. */
export function StoryPanel() {
  const { t } = useTranslation();
  const { data } = useQuery(demoQuery);
  const [isHidden, setHidden] = useLocalStorage({
    key: "rigline.story-hidden",
    defaultValue: false,
  });
  if (data?.story === undefined) return null;
  if (isHidden) {
    return (
      <p className="story-hidden">
        <Button variant="subtle" size="compact-sm" onClick={() => setHidden(false)}>
          {t("story.show")}
        </Button>
      </p>
    );
  }
  return (
    <section className="story" aria-labelledby="story-title">
      <header className="story-head">
        <div>
          <h2 id="story-title">{t("story.title")}</h2>
          <p className="muted">{t("story.lead")}</p>
        </div>
        <Button variant="default" onClick={() => setHidden(true)}>
          {t("story.dismiss")}
        </Button>
      </header>
      <Progress story={data.story} />
      <ol className="story-doors">
        <Chapter name={t("doors.technician")} text={t("story.technician", STORY)}>
          <Link to="/stations/$id" params={{ id: STORY.station }}>
            {t("story.refusedLink", STORY)}
          </Link>
          <Link to="/units" search={{ serialNumber: STORY.unit }}>
            {t("story.technicianLink", STORY)}
          </Link>
          {data.canPullPlug ? <Plug /> : null}
        </Chapter>
        <Chapter name={t("doors.quality")} text={t("story.quality")}>
          <Link to="/quality/changes">{t("story.qualityLink")}</Link>
        </Chapter>
        <Chapter name={t("doors.operations")} text={t("story.operations", STORY)}>
          <Link to="/orders/$id" params={{ id: STORY.order }}>
            {t("story.operationsLink")}
          </Link>
        </Chapter>
        <Chapter name={t("doors.compliance")} text={t("story.compliance")}>
          <Link to="/compliance">{t("story.complianceLink")}</Link>
        </Chapter>
      </ol>
    </section>
  );
}

interface ChapterProps {
  readonly name: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Chapter({ name, text, children }: ChapterProps) {
  return (
    <li className="story-chapter">
      <h3>{name}</h3>
      <p>{text}</p>
      <div className="story-ways">{children}</div>
    </li>
  );
}

function Progress({ story }: { story: NonNullable<DemoView["story"]> }) {
  const { t } = useTranslation();
  if (story.state === "told") return null;
  if (story.state === "failed") return <p role="alert">{t("story.failed")}</p>;
  const { told, of } = story;
  return (
    <div className="story-progress" role="status">
      {of === undefined
        ? t("story.beginning")
        : t("story.telling", { told: formatCount(told), of: formatCount(of) })}
      <progress aria-label={t("story.beginning")} value={told} max={of ?? 1} />
    </div>
  );
}

function Plug() {
  const { t } = useTranslation();
  const plug = useMutation({ mutationFn: pullPlug });
  return (
    <div>
      <Button
        variant="default"
        onClick={() => plug.mutate()}
        loading={plug.isPending}
        aria-describedby="plug-hint"
      >
        {t("story.plug")}
      </Button>
      <p id="plug-hint" className="muted story-hint" role={plug.isSuccess ? "status" : undefined}>
        {plug.isSuccess ? t("story.pulled") : t("story.plugHint")}
      </p>
    </div>
  );
}
