import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { RecentTime, Time } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { readWallTime } from "@saunter/ui/days";
import { useId, useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { nameUser } from "../../parts/user-names.ts";
import { words } from "../../words.ts";
import { DifferenceList } from "./difference-list.tsx";
import { Publications } from "./publications.tsx";
import type { Draft, LoadedDraft } from "./use-draft.ts";
import type { Goods } from "./use-goods.ts";

interface DraftBarProps {
  readonly loaded: LoadedDraft;
  /** As published. */
  readonly goods: Goods;
}

/** What the draft is, and what can be done with it. */
export function DraftBar({ loaded, goods }: DraftBarProps) {
  const [open, setOpen] = useState<"publish" | "history" | null>(null);
  const { draft, problem, reload } = loaded;
  const t = words.texts.goods.draft;
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  const close = (): void => setOpen(null);
  const isDrafted = draft !== null && draft.changes.length > 0;
  return (
    <div class={isDrafted ? "note now" : "row apart"}>
      <div role="status">
        {isDrafted ? <DraftState draft={draft} /> : <p class="soft">{t.published}</p>}
      </div>
      <div class="row">
        {isDrafted ? (
          <DraftActs loaded={loaded} draft={draft} onPublish={() => setOpen("publish")} />
        ) : null}
        <Button onPress={() => setOpen("history")}>{t.history}</Button>
      </div>
      <Dialog title={t.publishing} isOpen={isDrafted && open === "publish"} onClose={close}>
        <DifferenceList changes={draft?.changes ?? []} catalogue={goods.catalogue} />
        <PublishForm loaded={loaded} onDone={close} />
      </Dialog>
      <Dialog title={t.historyTitle} isOpen={open === "history"} onClose={close}>
        <Publications goods={goods} />
      </Dialog>
    </div>
  );
}

interface DraftActsProps {
  readonly loaded: LoadedDraft;
  readonly draft: Draft;
  readonly onPublish: () => void;
}

function DraftActs({ loaded, draft, onPublish }: DraftActsProps) {
  const t = words.texts.goods.draft;
  const discard = async (): Promise<void> => {
    await loaded.end("discard");
    toast(t.discarded);
  };
  return (
    <>
      <Button kind="main" onPress={onPublish}>
        {t.review}
      </Button>
      {draft.publishAtMs === null ? null : (
        <Button onPress={() => loaded.schedule(null)} onProblem={toastProblem}>
          {t.cancelSchedule}
        </Button>
      )}
      <Button kind="grave" onPress={discard} onProblem={toastProblem}>
        {t.discard}
      </Button>
    </>
  );
}

function DraftState({ draft }: { readonly draft: Draft }) {
  const { changes, by, atMs, publishAtMs } = draft;
  const t = words.texts.goods.draft;
  return (
    <div>
      <strong>{t.changes(changes.length)}</strong>
      <p>
        {by === null || atMs === null ? null : (
          <>{t.lastEdited(nameUser(by), <RecentTime timestampMs={atMs} />)} </>
        )}
        {publishAtMs === null
          ? null
          : t.willPublish(<Time timestampMs={publishAtMs} style="date-time" />)}
      </p>
    </div>
  );
}

interface PublishFormProps {
  readonly loaded: LoadedDraft;
  readonly onDone: () => void;
}

function PublishForm({ loaded, onDone }: PublishFormProps) {
  const { timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone } = useLocale();
  const t = words.texts.goods.draft;
  const choices = [["now", t.now] as const, ["later", t.later] as const];
  const [when, setWhen] = useState<"now" | "later">("now");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const id = useId();
  const atMs = readWallTime(text, timeZone);
  const send = async (): Promise<void> => {
    if (when === "now") await loaded.end("publish");
    else await loaded.schedule(atMs!);
    toast(when === "now" ? t.nowPublished : t.scheduled);
    onDone();
  };
  return (
    <>
      <Choices label={t.when} choices={choices} value={when} onChoose={setWhen} />
      {when === "now" ? null : (
        <div class="field">
          <label for={id}>{t.publishOn(timeZone)}</label>
          <input
            id={id}
            class="input"
            type="datetime-local"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
      )}
      <p class="soft small">{t.takesEffect}</p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={when === "later" && atMs === null}
        onPress={send}
        onProblem={setProblem}
      >
        {when === "now" ? t.publishNow : t.schedule}
      </Button>
    </>
  );
}
