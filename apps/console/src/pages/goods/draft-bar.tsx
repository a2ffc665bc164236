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
import { DifferenceList } from "./difference-list.tsx";
import type { ProductItem } from "./goods-lists.ts";
import type { Draft, LoadedDraft } from "./use-draft.ts";

interface DraftBarProps {
  readonly loaded: LoadedDraft;
  readonly catalogue: readonly ProductItem[];
}

/** What the draft is, and what can be done with it. */
export function DraftBar({ loaded, catalogue }: DraftBarProps) {
  const [isOpen, setOpen] = useState(false);
  const { draft, problem, reload } = loaded;
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (draft === null || draft.changes.length === 0) {
    return (
      <p class="soft" role="status">
        The engine uses this planogram. Your edits go to a draft until you publish them.
      </p>
    );
  }
  const { changes } = draft;
  const close = (): void => setOpen(false);
  return (
    <div class="note now" role="status">
      <DraftState draft={draft} />
      <div class="row">
        <Button kind="main" onPress={() => setOpen(true)}>
          Review and publish
        </Button>
        {draft.publishAtMs === null ? null : (
          <Button onPress={() => loaded.schedule(null)} onProblem={toastProblem}>
            Cancel schedule
          </Button>
        )}
        <Button
          kind="grave"
          onPress={async () => {
            await loaded.end("discard");
            toast("Draft discarded.");
          }}
          onProblem={toastProblem}
        >
          Discard draft
        </Button>
      </div>
      <Dialog title="Publish planogram" isOpen={isOpen} onClose={close}>
        <DifferenceList changes={changes} catalogue={catalogue} />
        <PublishForm loaded={loaded} onDone={close} />
      </Dialog>
    </div>
  );
}

function DraftState({ draft }: { readonly draft: Draft }) {
  const { changes, by, atMs, publishAtMs } = draft;
  return (
    <div>
      <strong>
        Draft with {changes.length} {changes.length === 1 ? "change" : "changes"}
      </strong>
      <p>
        {by === null || atMs === null ? null : (
          <>
            Last edited by {nameUser(by)}, <RecentTime timestampMs={atMs} />.{" "}
          </>
        )}
        {publishAtMs === null ? null : (
          <>
            Will be published on <Time timestampMs={publishAtMs} style="date-time" />.
          </>
        )}
      </p>
    </div>
  );
}

const WHEN = [
  ["now", "Now"],
  ["later", "At a time"],
] as const;

interface PublishFormProps {
  readonly loaded: LoadedDraft;
  readonly onDone: () => void;
}

function PublishForm({ loaded, onDone }: PublishFormProps) {
  const { timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone } = useLocale();
  const [when, setWhen] = useState<"now" | "later">("now");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const id = useId();
  const atMs = readWallTime(text, timeZone);
  const send = async (): Promise<void> => {
    if (when === "now") await loaded.end("publish");
    else await loaded.schedule(atMs!);
    toast(when === "now" ? "Planogram published." : "Planogram scheduled.");
    onDone();
  };
  return (
    <>
      <Choices label="When to publish" choices={WHEN} value={when} onChoose={setWhen} />
      {when === "now" ? null : (
        <div class="field">
          <label for={id}>Publish on, time of the shop ({timeZone})</label>
          <input
            id={id}
            class="input"
            type="datetime-local"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
      )}
      <p class="soft small">
        The engine takes it as soon as nobody is in the shop. You can undo it afterwards.
      </p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={when === "later" && atMs === null}
        onPress={send}
        onProblem={setProblem}
      >
        {when === "now" ? "Publish now" : "Schedule"}
      </Button>
    </>
  );
}
