import { Button } from "@saunter/ui/components/button";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect, useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import {
  nameThisDevice,
  type PushState,
  readPushState,
  turnPushOff,
  turnPushOn,
} from "./this-device.ts";

/** Devices of whoever is signed in that show alerts. */
export function DeviceCard() {
  const t = words.texts.alerts.devices;
  const [state, setState] = useState<PushState | null>(null);
  useEffect(() => void readPushState().then(setState), []);
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/me/push", { signal }),
    [],
  );
  const turnOn = async (): Promise<void> => {
    setState(await turnPushOn(value!.publicKey, nameThisDevice()));
    reload();
  };
  const remove = async (deviceId: string): Promise<void> => {
    await api.call("POST /v1/me/push/remove", { body: { deviceId } });
    toast(t.removed);
    reload();
  };
  return (
    <section class="card">
      <header>
        <h2>{t.title}</h2>
        {value !== null && state === "off" ? (
          <Button kind="main" onPress={turnOn} onProblem={toastProblem}>
            {t.show}
          </Button>
        ) : null}
        {state === "on" ? (
          <Button onPress={async () => setState(await turnPushOff())} onProblem={toastProblem}>
            {t.stop}
          </Button>
        ) : null}
      </header>
      <div class="pad stack">
        {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
        {state === null ? <Bones lines={1} /> : <p>{t.states[state]}</p>}
        {value === null || value.devices.length === 0 ? null : (
          <ul class="push-devices">
            {value.devices.map(({ deviceId, name, createdMs }) => (
              <li key={deviceId} class="row">
                <Status tone="sure">{name}</Status>
                <span class="soft small">
                  {t.since(<Time timestampMs={createdMs} style="date" />)}
                </span>
                <Button
                  kind="bare"
                  onPress={() => remove(deviceId)}
                  onProblem={toastProblem}
                  aria-label={words.texts.alerts.removeOne(name)}
                >
                  {words.texts.alerts.remove}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
