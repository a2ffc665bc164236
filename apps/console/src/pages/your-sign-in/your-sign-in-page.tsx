import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { api, findMe } from "../../session.ts";
import { shop } from "../../shop.ts";
import { namePage, words } from "../../words.ts";
import { ChangePassword } from "./change-password.tsx";
import { ConfirmAgain } from "./confirm-again.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { Sessions } from "./sessions.tsx";
import { SetUp } from "./set-up.tsx";
import "./your-sign-in.css";

type SecondFactor = Answer<"GET /v1/me/second-factor">;
type Open = "nothing" | "turn-off" | "codes";

export function YourSignInPage() {
  const [changes, setChanges] = useState(0);
  const { value, problem, reload } = useLoaded<SecondFactor>(
    (signal) => api.call("GET /v1/me/second-factor", { signal }),
    [],
  );
  const again = async (): Promise<void> => {
    await findMe();
    reload();
  };
  return (
    <div class="stack">
      <PageHead title={namePage("Your sign-in")} />
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <section class="card pad stack your-sign-in" aria-label={words.texts.yourSignIn.secondFactor}>
        {value === null ? <Bones /> : <State {...value} onChanged={again} />}
      </section>
      {value === null || value.state === null || shop.value!.demo !== null ? null : (
        <>
          <section class="card pad stack your-sign-in">
            <ChangePassword
              hasSecondFactor={value.state === "on"}
              onChanged={() => setChanges(changes + 1)}
            />
          </section>
          <section class="card pad stack your-sign-in">
            <Sessions version={changes} />
          </section>
        </>
      )}
    </div>
  );
}

function State({ state, ...on }: SecondFactor & { readonly onChanged: () => Promise<void> }) {
  const t = words.texts.yourSignIn;
  if (shop.value!.demo !== null) {
    return <p>{t.demo}</p>;
  }
  if (state === null) return <p>{t.byKey}</p>;
  return state === "on" ? <TurnedOn {...on} /> : <SetUp onDone={on.onChanged} />;
}

interface TurnedOnProps extends Omit<SecondFactor, "state"> {
  readonly onChanged: () => Promise<void>;
}

function TurnedOn({ enabledMs, recoveryCodesLeft, onChanged }: TurnedOnProps) {
  const [open, setOpen] = useState<Open>("nothing");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const t = words.texts.yourSignIn;
  const close = (): void => setOpen("nothing");
  const turnOff = async (body: { password: string; code: string }): Promise<void> => {
    await api.call("POST /v1/me/second-factor/remove", { body });
    close();
    toast(t.turnedOff);
    await onChanged();
  };
  const renew = async (body: { password: string; code: string }): Promise<void> => {
    const renewed = await api.call("POST /v1/me/second-factor/recovery-codes", { body });
    close();
    setCodes(renewed.recoveryCodes);
  };
  if (codes !== null) {
    const done = async (): Promise<void> => {
      setCodes(null);
      await onChanged();
    };
    return <RecoveryCodes codes={codes} onDone={done} />;
  }
  return (
    <>
      <p>
        {t.on(
          <Status tone="sure">{t.isOn}</Status>,
          <Time timestampMs={enabledMs!} style="date" />,
        )}
      </p>
      <p class={recoveryCodesLeft === 0 ? "" : "soft"}>{t.codesLeft(recoveryCodesLeft)}</p>
      <div class="row">
        <Button onPress={() => setOpen("codes")}>{t.newCodes}</Button>
        <Button kind="grave" onPress={() => setOpen("turn-off")}>
          {t.turnOff}
        </Button>
      </div>
      <Dialog title={t.newCodes} isOpen={open === "codes"} onClose={close}>
        <p>{t.newCodesText}</p>
        <ConfirmAgain label={t.getNewCodes} onConfirm={renew} />
      </Dialog>
      <Dialog title={t.turnOffTitle} isOpen={open === "turn-off"} onClose={close}>
        <p>{t.turnOffText}</p>
        <ConfirmAgain label={t.turnOff} onConfirm={turnOff} />
      </Dialog>
    </>
  );
}
