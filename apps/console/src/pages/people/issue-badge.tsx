import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { api } from "../../session.ts";
import { words } from "../../words.ts";

/** One badge; one that is known is changed. */
export function IssueBadge({ onIssued }: { readonly onIssued: () => void }) {
  const [holder, setHolder] = useState<"account" | "staff">("account");
  const [badgeNumber, setNumber] = useState("");
  const [holderId, setHolderId] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.people.issueBadge;
  const issue = async (): Promise<void> => {
    const day = lastDay.trim() === "" ? null : lastDay.trim();
    const badge = { badgeNumber, holder, holderId, lastDay: day, isBlocked: null, note };
    const { added } = await api.call("POST /v1/badges", { body: { badges: [badge] } });
    toast(added === 1 ? t.issued : t.updated);
    onIssued();
  };
  return (
    <div class="stack">
      <Field
        label={t.number}
        value={badgeNumber}
        onValue={setNumber}
        autoComplete="off"
        hint={t.numberHint}
      />
      <Choices
        label={t.whoPays}
        choices={[
          ["account", t.payers.account],
          ["staff", t.payers.staff],
        ]}
        value={holder}
        onChoose={setHolder}
      />
      <Field
        label={t.holders[holder]}
        value={holderId}
        onValue={setHolderId}
        autoComplete="off"
        hint={t.holderHints[holder]}
      />
      <Field
        label={t.lastDay}
        value={lastDay}
        onValue={setLastDay}
        autoComplete="off"
        placeholder="2027-03-31"
        hint={t.lastDayHint}
      />
      <Field label={t.note} value={note} onValue={setNote} maxLength={120} autoComplete="off" />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={badgeNumber.trim() === "" || holderId.trim() === ""}
        onPress={issue}
        onProblem={setProblem}
      >
        {t.submit}
      </Button>
    </div>
  );
}
