import { Choices } from "@saunter/ui/components/choices";
import { PageHead } from "@saunter/ui/components/page-head";
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
      <AlertTable key={String(isEnded)} isEnded={isEnded} shopId={null} />
    </div>
  );
}
