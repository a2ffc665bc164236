import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { nameUser } from "../../parts/user-names.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { CountForm, MoveForm } from "./drawer-forms.tsx";
import { DrawerMoves } from "./drawer-moves.tsx";
import { type Drawer, wordDifference } from "./drawer-words.ts";
import "./drawer.css";

type Task = "count" | "banked" | "added" | "history";

/** How much cash should be in the drawer, and what staff do with it. */
export function DrawerCard() {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/drawer", { signal }),
    [],
  );
  useCalmEvents(["drawer.*", "charge.*"], reload);
  const [task, setTask] = useState<Task | null>(null);
  const texts = words.texts.till.drawer;
  const close = (): void => setTask(null);
  const done = (): void => {
    close();
    reload();
  };
  return (
    <section class="card pad drawer" aria-label={texts.title}>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null && problem === null ? <Bones lines={2} /> : null}
      {value === null ? null : (
        <>
          <DrawerState drawer={value} />
          <div class="row">
            <Button onPress={() => setTask("count")}>{texts.count}</Button>
            {value.count === null || !hasRole("operator") ? null : (
              <>
                <Button onPress={() => setTask("banked")}>{texts.bank}</Button>
                <Button onPress={() => setTask("added")}>{texts.add}</Button>
              </>
            )}
            <Button kind="bare" onPress={() => setTask("history")}>
              {texts.history}
            </Button>
          </div>
          <Dialog title={texts.countTitle} isOpen={task === "count"} onClose={close}>
            {task === "count" ? <CountForm drawer={value} onDone={done} /> : null}
          </Dialog>
          <Dialog title={texts.bank} isOpen={task === "banked"} onClose={close}>
            {task === "banked" ? <MoveForm kind="banked" drawer={value} onDone={done} /> : null}
          </Dialog>
          <Dialog title={texts.add} isOpen={task === "added"} onClose={close}>
            {task === "added" ? <MoveForm kind="added" drawer={value} onDone={done} /> : null}
          </Dialog>
          <Dialog title={texts.historyTitle} isOpen={task === "history"} onClose={close}>
            {task === "history" ? <DrawerMoves currency={value.currency} /> : null}
          </Dialog>
        </>
      )}
    </section>
  );
}

function DrawerState({ drawer }: { readonly drawer: Drawer }) {
  const { locale } = useLocale();
  const { count, currency, expectedMinor, state } = drawer;
  const texts = words.texts.till.drawer;
  return (
    <div class="drawer-state">
      <h2>{texts.title}</h2>
      {expectedMinor === null ? null : (
        <span>
          <span class="soft">{texts.shouldBe}</span>{" "}
          <strong>
            <Money amountMinor={expectedMinor} currency={currency} />
          </strong>
        </span>
      )}
      {state === "right" ? null : (
        <Status tone={state === "uncounted" ? "plain" : "warning"}>{texts.states[state]}</Status>
      )}
      <span class="soft small">
        {count === null ? (
          texts.begin
        ) : (
          <>
            {texts.counted} <RecentTime timestampMs={count.atMs} /> {texts.by(nameUser(count.by))}
            {count.expectedMinor === null
              ? null
              : ` · ${wordDifference(count.amountMinor - count.expectedMinor, currency, locale)}`}
          </>
        )}
      </span>
    </div>
  );
}
