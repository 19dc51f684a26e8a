/** Compliance: can it be proven? Trace, exceptions, calibration, evidence, audit trail. */
import { Button, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page, Section } from "../../parts/page.tsx";
import { CalibrationBoard } from "./calibration-board.tsx";
import { Evidence } from "./evidence.tsx";
import { Exceptions } from "./exceptions.tsx";
import { Trail } from "./trail.tsx";
import { Waiting } from "./waiting.tsx";
import "./compliance.css";

/** The first screen of whoever must prove it. */
export function CompliancePage() {
  const { t } = useTranslation();
  return (
    <Page
      title={t("compliance.title")}
      lead={t("compliance.lead")}
      actions={
        <div className="page-actions">
          <Link className="compliance-link" to="/requirements">
            {t("requirements.open")}
          </Link>
          <a className="compliance-link" href="/verify.html" download="verify.html">
            {t("compliance.verifier")}
          </a>
        </div>
      }
    >
      <TraceBox />
      <Waiting />
      <Exceptions />
      <Evidence />
      <CalibrationBoard />
      <Trail />
    </Page>
  );
}

function TraceBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [serialNumber, setSerial] = useState("");
  return (
    <Section title={t("compliance.trace")} hint={t("compliance.traceHint")}>
      <form
        className="section-body compliance-form"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = serialNumber.trim();
          if (wanted !== "") void navigate({ to: "/units", search: { serialNumber: wanted } });
        }}
      >
        <TextInput
          label={t("compliance.serial")}
          value={serialNumber}
          onChange={(event) => setSerial(event.currentTarget.value)}
          autoComplete="off"
        />
        <Button type="submit" variant="default">
          {t("compliance.traceGo")}
        </Button>
      </form>
    </Section>
  );
}
