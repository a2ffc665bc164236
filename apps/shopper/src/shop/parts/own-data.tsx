import type { Answer } from "@saunter/client/api";
import { Time } from "@saunter/ui/components/time";
import { KeptList } from "../pages/kept-page.tsx";
import { words } from "../words.ts";

type Stored = Answer<"GET /v1/me/data">["kept"][number];

/** How moments are stored is said where they are shown as they are stored, and not here. */
const IN_MS = ", Unix milliseconds";

function isMoment(field: string, value: Stored["value"]): value is number {
  return field.endsWith("_ms") && typeof value === "number";
}

function StoredValue({ field, value }: Pick<Stored, "field" | "value">) {
  if (isMoment(field, value)) return <Time timestampMs={value} style="date-time" />;
  return <>{value === null ? "–" : String(value)}</>;
}

/** All that is kept of whoever is signed in: in their language, and value by value as it is stored. */
export function OwnData({ data }: { readonly data: Answer<"GET /v1/me/data"> }) {
  const t = words.texts.you;
  return (
    <section class="card pad stack">
      <h2>{t.kept}</h2>
      <p class="soft small">{t.keptText}</p>
      <details>
        <summary>{words.texts.welcome.kept}</summary>
        <KeptList />
      </details>
      <details>
        <summary>{t.everything}</summary>
        {/* The database speaks English, whoever reads it. */}
        <dl class="stored" lang="en" dir="ltr">
          {data.kept.map(({ table, field, value, why, until }, at) => (
            <div key={`${table}.${field} ${at}`}>
              <dt>
                <code>{`${table}.${field}`}</code>
              </dt>
              <dd>
                <strong>
                  <StoredValue field={field} value={value} />
                </strong>
              </dd>
              <dd>{isMoment(field, value) ? why.replace(IN_MS, "") : why}</dd>
              <dd class="soft">{until}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
