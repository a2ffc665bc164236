import { toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Status } from "@saunter/ui/components/status";
import { Ago, Time } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatBytes } from "@saunter/ui/format";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { CopiedText } from "./copied-text.tsx";

const EVERY_MS = 2000;

/** Starts and stops a recording of the sensors, and says where it is. */
export function RecordingCard() {
  const { value, reload } = useLoaded((signal) => api.call("GET /v1/recording", { signal }), []);
  const { locale } = useLocale();
  useEvery(EVERY_MS, reload);
  if (value === null) return null;
  const { folder, last, running } = value;
  const t = words.texts.devices.recording;
  const change = async (): Promise<void> => {
    try {
      if (running === null) await api.call("POST /v1/recording/start", { body: {} });
      else await api.call("POST /v1/recording/stop", {});
      toast(running === null ? t.started : t.stopped);
    } catch (error) {
      toastProblem(toProblem(error));
    }
    reload();
  };
  const shown = running ?? last;
  return (
    <section class="card" aria-labelledby="devices-recording">
      <header>
        <h2 id="devices-recording">{t.title}</h2>
        <Status tone={running === null ? "plain" : "sure"}>
          {running === null ? t.off : t.on}
        </Status>
      </header>
      <div class="pad stack tight">
        <p>{t.text}</p>
        {running === null ? null : (
          <p>
            {t.running(
              formatBytes(running.bytes, locale),
              <Time timestampMs={running.startedMs} />,
              <Time timestampMs={running.endsMs} />,
            )}
          </p>
        )}
        {running !== null || last === null ? null : (
          <p>
            {t.ended(formatBytes(last.bytes, locale), <Ago timestampMs={last.endedMs} />)}{" "}
            {t.endedBy[last.endedBy]}
          </p>
        )}
        {shown === null ? null : <CopiedText label={t.folder} text={`${folder}/${shown.name}`} />}
        <div class="row">
          <Button onPress={change}>{running === null ? t.start : t.stop}</Button>
        </div>
      </div>
    </section>
  );
}
