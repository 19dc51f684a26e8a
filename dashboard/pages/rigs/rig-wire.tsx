import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { apiAddress } from "../../app/api.ts";
import { portWirePath, portWireQuery } from "../../app/queries.ts";
import { QueryView } from "../../parts/query-view.tsx";
import { WireView } from "../../parts/wire/wire-view.tsx";

/** What is on a port now, for whoever sets a rig up. */
export function RigWire({ port }: { port: string }) {
  const { t } = useTranslation();
  const [isPaused, setPaused] = useState(false);
  const query = useQuery(portWireQuery(port, isPaused));
  return (
    <section className="rig-wire" aria-label={t("wire.liveTitle")}>
      <div className="wire-live-tools">
        <Button variant="default" onClick={() => setPaused(!isPaused)}>
          {isPaused ? t("wire.follow") : t("wire.pause")}
        </Button>
        <span className="muted">{isPaused ? t("wire.paused") : t("wire.liveHint")}</span>
      </div>
      <QueryView query={query} what={t("wire.liveTitle")}>
        {(content) => (
          <WireView
            content={content}
            href={apiAddress(portWirePath(port))}
            follows={!isPaused}
            // What was found must not run away while it is read.
            onFind={() => setPaused(true)}
          />
        )}
      </QueryView>
    </section>
  );
}
