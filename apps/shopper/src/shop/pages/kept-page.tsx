import { useLocale } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { Refusal } from "../parts/refusal.tsx";
import { api } from "../session.ts";
import { words } from "../words.ts";

/** What the shop keeps of people, why, and until when: for whoever wants to know before they come in. */
export function KeptPage() {
  const t = words.texts.welcome;
  return (
    <div class="stack roomy">
      <h1>{t.kept}</h1>
      <KeptList />
      <p>
        <a href="/shop/">{words.texts.back}</a>
      </p>
    </div>
  );
}

export function KeptList() {
  const t = words.texts.welcome;
  const { locale } = useLocale();
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/notice", { query: { locale }, signal }),
    [locale],
  );
  if (value === null) {
    return problem === null ? <Bones lines={6} /> : <Refusal problem={problem} onRetry={reload} />;
  }
  return (
    <ul class="kept">
      {value.kept.map(({ kind, what, why, until }) => (
        <li key={kind}>
          <strong>{what}</strong>
          <p>
            <span class="soft">{t.why}</span> {why}
          </p>
          <p>
            <span class="soft">{t.until}</span> {until}
          </p>
        </li>
      ))}
    </ul>
  );
}
