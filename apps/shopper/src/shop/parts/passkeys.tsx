import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatTime } from "@saunter/ui/format";
import { addPasskey } from "@saunter/ui/passkey";
import { useState } from "preact/hooks";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { Refusal } from "./refusal.tsx";

/** Passkeys of somebody's devices: which there are, another one, and those of lost ones gone. */
export function Passkeys() {
  const t = words.texts.you;
  const { locale, timeZone } = useLocale();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { value, reload } = useLoaded((signal) => api.call("GET /v1/me/passkeys", { signal }), []);
  const add = async (): Promise<void> => {
    setProblem(null);
    await addPasskey(api);
    toast(t.added);
    reload();
  };
  const remove = async (passkeyId: string): Promise<void> => {
    setProblem(null);
    await api.call("POST /v1/me/passkeys/:passkeyId/remove", { params: { passkeyId } });
    toast(t.removed);
    reload();
  };
  return (
    <section class="card pad stack">
      <h2>{t.passkeys}</h2>
      <p class="soft small">{t.passkeysText}</p>
      {value === null ? <Bones lines={2} /> : null}
      {value?.items.length === 0 ? <p>{t.noPasskeys}</p> : null}
      <ul class="said">
        {value?.items.map(({ passkeyId, createdMs }) => (
          <li key={passkeyId}>
            <span>{t.madeOn(formatTime(createdMs, "date-time", locale, timeZone))}</span>
            <Button kind="bare" onPress={() => remove(passkeyId)} onProblem={setProblem}>
              {t.remove}
            </Button>
          </li>
        ))}
      </ul>
      <Refusal problem={problem} />
      <Button onPress={add} onProblem={setProblem}>
        {t.add}
      </Button>
    </section>
  );
}
