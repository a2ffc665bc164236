import { PageHead } from "@saunter/ui/components/page-head";
import { SelectField } from "@saunter/ui/components/select-field";
import { useState } from "preact/hooks";
import { AlertTable } from "../parts/alert-table.tsx";
import { words } from "../words.ts";

/** Alerts of the chain: those that are open, or those that have ended. */
export function AlertsPage() {
  const [isEnded, setEnded] = useState(false);
  const t = words.texts.alerts;
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.alerts} />
      <p class="soft">{t.intro}</p>
      <div class="card pad row filters">
        <SelectField
          label={t.show}
          value={isEnded ? "ended" : "open"}
          onValue={(value) => setEnded(value === "ended")}
        >
          <option value="open">{t.open}</option>
          <option value="ended">{t.ended}</option>
        </SelectField>
      </div>
      <div class="card">
        <AlertTable key={String(isEnded)} isEnded={isEnded} shopId={null} />
      </div>
    </div>
  );
}
