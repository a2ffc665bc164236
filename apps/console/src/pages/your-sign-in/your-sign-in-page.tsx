import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { PageHead } from "../../parts/page-head.tsx";
import { api, findMe } from "../../session.ts";
import { shop } from "../../shop.ts";
import { ConfirmAgain } from "./confirm-again.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { SetUp } from "./set-up.tsx";
import "./your-sign-in.css";

type SecondFactor = Answer<"GET /v1/me/second-factor">;
type Open = "nothing" | "turn-off" | "codes";

/** The second factor of whoever is signed in. */
export function YourSignInPage() {
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
      <PageHead title="Your sign-in" />
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <section class="card pad stack your-sign-in" aria-label="Second factor">
        {value === null ? <Bones /> : <State {...value} onChanged={again} />}
      </section>
    </div>
  );
}

function State({ state, ...on }: SecondFactor & { readonly onChanged: () => Promise<void> }) {
  if (shop.value!.demo !== null) {
    return (
      <p>
        In this demonstration everybody signs in as the same operator. In a shop of your own you set
        up an authenticator app or a passkey here.
      </p>
    );
  }
  if (state === null) return <p>This user signs in with a key: there is nothing to set up.</p>;
  return state === "on" ? <TurnedOn {...on} /> : <SetUp onDone={on.onChanged} />;
}

interface TurnedOnProps extends Omit<SecondFactor, "state"> {
  readonly onChanged: () => Promise<void>;
}

function TurnedOn({ enabledMs, recoveryCodesLeft, onChanged }: TurnedOnProps) {
  const [open, setOpen] = useState<Open>("nothing");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = (): void => setOpen("nothing");
  const turnOff = async (body: { password: string; code: string }): Promise<void> => {
    await api.call("POST /v1/me/second-factor/remove", { body });
    close();
    toast("Second factor turned off.");
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
        <Status tone="sure">Second factor on</Status> since{" "}
        <Time timestampMs={enabledMs!} style="date" />. Your password needs a code of your
        authenticator app.
      </p>
      <p class={recoveryCodesLeft === 0 ? "" : "soft"}>
        {recoveryCodesLeft === 1
          ? "1 recovery code is left."
          : `${recoveryCodesLeft} recovery codes are left.`}
      </p>
      <div class="row">
        <Button onPress={() => setOpen("codes")}>New recovery codes</Button>
        <Button kind="grave" onPress={() => setOpen("turn-off")}>
          Turn off
        </Button>
      </div>
      <Dialog title="New recovery codes" isOpen={open === "codes"} onClose={close}>
        <p>The ones you have stop working.</p>
        <ConfirmAgain label="Get new codes" onConfirm={renew} />
      </Dialog>
      <Dialog title="Turn off your second factor" isOpen={open === "turn-off"} onClose={close}>
        <p>Your password alone then signs you in. Your other sessions end.</p>
        <ConfirmAgain label="Turn off" onConfirm={turnOff} />
      </Dialog>
    </>
  );
}
