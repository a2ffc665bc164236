import type { Answer } from "@saunter/ui/api";
import { KeptList } from "../pages/kept-page.tsx";
import { words } from "../words.ts";

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
                <strong>{value === null ? "–" : String(value)}</strong>
              </dd>
              <dd>{why}</dd>
              <dd class="soft">{until}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
