import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { api } from "../../session.ts";

const HOLDERS = [
  ["account", "Charged to an account"],
  ["staff", "Staff, not charged"],
] as const;

/** One badge; one that is known is changed. */
export function IssueBadge({ onIssued }: { readonly onIssued: () => void }) {
  const [holder, setHolder] = useState<"account" | "staff">("account");
  const [badgeNumber, setNumber] = useState("");
  const [holderId, setHolderId] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const issue = async (): Promise<void> => {
    const day = lastDay.trim() === "" ? null : lastDay.trim();
    const badge = { badgeNumber, holder, holderId, lastDay: day, isBlocked: null, note };
    const { added } = await api.call("POST /v1/badges", { body: { badges: [badge] } });
    toast(added === 1 ? "Badge issued." : "Badge updated.");
    onIssued();
  };
  return (
    <div class="stack">
      <Field
        label="Number"
        value={badgeNumber}
        onValue={setNumber}
        autoComplete="off"
        hint="As the reader reads it. We store only a keyed hash of it."
      />
      <Choices label="Who pays" choices={HOLDERS} value={holder} onChoose={setHolder} />
      <Field
        label={holder === "account" ? "Account" : "Staff member"}
        value={holderId}
        onValue={setHolderId}
        autoComplete="off"
        hint={
          holder === "account" ? "An account from the configuration." : "A staff ID, not a name."
        }
      />
      <Field
        label="Last day"
        value={lastDay}
        onValue={setLastDay}
        autoComplete="off"
        placeholder="2027-03-31"
        hint="Leave empty for no end date."
      />
      <Field label="Note" value={note} onValue={setNote} maxLength={120} autoComplete="off" />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={badgeNumber.trim() === "" || holderId.trim() === ""}
        onPress={issue}
        onProblem={setProblem}
      >
        Issue
      </Button>
    </div>
  );
}
