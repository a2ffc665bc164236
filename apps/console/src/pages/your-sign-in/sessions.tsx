import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Time } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { api } from "../../session.ts";
import { words } from "../../words.ts";

/** @param version loads the sessions again when it changes */
export function Sessions({ version }: { readonly version: number }) {
  const { value, problem, reload } = useLoaded<Answer<"GET /v1/me/sessions">>(
    (signal) => api.call("GET /v1/me/sessions", { signal }),
    [version],
  );
  const t = words.texts.yourSignIn.sessions;
  const endOthers = async (): Promise<void> => {
    await api.call("POST /v1/me/sessions/end-others", {});
    toast(t.ended);
    reload();
  };
  return (
    <>
      <h2>{t.title}</h2>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? <Bones /> : null}
      <ul class="stack">
        {value?.items.map(({ isCurrent, startedMs, usedMs, via }) => (
          <li key={startedMs}>
            {t.session(
              <Time timestampMs={startedMs} style="date-time" />,
              <Time timestampMs={usedMs} style="date-time" />,
            )}
            {via === "passkey" ? ` · ${t.byPasskey}` : ""}
            {isCurrent ? ` · ${t.current}` : ""}
          </li>
        ))}
      </ul>
      {value !== null && value.items.length > 1 ? (
        <Button onPress={endOthers}>{t.endOthers}</Button>
      ) : null}
    </>
  );
}
