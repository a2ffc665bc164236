import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status, type Tone } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { VersionChanges } from "./version-changes.tsx";

type Proposal = ChainAnswer<"GET /v1/proposals">["items"][number];

const TONES: Readonly<Record<Proposal["state"], Tone>> = {
  open: "warning",
  approved: "sure",
  rejected: "wrong",
  withdrawn: "plain",
};

interface ProposalsCardProps {
  readonly proposals: readonly Proposal[];
  readonly onDecided: () => void;
}

/** Versions for several shops that wait for a second user. */
export function ProposalsCard({ proposals, onDecided }: ProposalsCardProps) {
  const [shown, setShown] = useState<Proposal | null>(null);
  const t = words.texts.goods;
  const close = (): void => setShown(null);
  return (
    <section class="card">
      <header>
        <h2>{t.proposals.title}</h2>
      </header>
      <ul>
        {proposals.map((one) => (
          <li key={one.proposalId} class="row pad">
            <strong>{nameProposal(one)}</strong>
            <Status tone={TONES[one.state]}>{t.proposals.states[one.state]}</Status>
            <span>
              {t.proposals.by(one.byName ?? "?")} · <RecentTime timestampMs={one.atMs} />
            </span>
            <bdi class="soft">{one.reason ?? one.note}</bdi>
            {one.state === "open" ? (
              <Button onPress={() => setShown(one)}>{t.proposals.show}</Button>
            ) : null}
          </li>
        ))}
      </ul>
      <Dialog
        title={shown === null ? "" : nameProposal(shown)}
        isOpen={shown !== null}
        onClose={close}
      >
        {shown === null ? null : (
          <OpenProposal
            key={shown.proposalId}
            proposal={shown}
            onDecided={() => {
              close();
              onDecided();
            }}
          />
        )}
      </Dialog>
    </section>
  );
}

/** "Goods for all shops". */
function nameProposal({ kind, layer, regionId }: Proposal): string {
  const t = words.texts.goods;
  return `${t.kinds[kind] ?? kind}: ${layer === "region" ? regionId : t.layers.shared}`;
}

interface OpenProposalProps {
  readonly proposal: Proposal;
  readonly onDecided: () => void;
}

function OpenProposal({ proposal, onDecided }: OpenProposalProps) {
  const { proposalId, mayApprove, note } = proposal;
  const params = { proposalId };
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<Problem | null>(null);
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/proposals/:proposalId/comparison", { params, signal }),
    [],
  );
  const t = words.texts.goods;
  const approve = async (): Promise<void> => {
    const { kind, version } = await api.call("POST /v1/proposals/:proposalId/approve", { params });
    toast(t.done(t.kinds[kind] ?? kind, version));
    onDecided();
  };
  const reject = async (): Promise<void> => {
    const body = { reason: reason.trim() };
    await api.call("POST /v1/proposals/:proposalId/reject", { params, body });
    onDecided();
  };
  return (
    <div class="stack">
      <p>{note}</p>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? problem === null && <Bones lines={4} /> : <VersionChanges {...value} />}
      {mayApprove ? null : <p class="soft">{t.proposals.otherNeeded}</p>}
      <Field label={t.proposals.reason} maxLength={500} value={reason} onValue={setReason} />
      {refused === null ? null : <ProblemNote problem={refused} />}
      <div class="row">
        {mayApprove ? (
          <Button kind="main" onPress={approve} onProblem={setRefused}>
            {t.proposals.approve}
          </Button>
        ) : null}
        <Button
          kind="grave"
          disabled={reason.trim() === ""}
          onPress={reject}
          onProblem={setRefused}
        >
          {mayApprove ? t.proposals.reject : t.proposals.withdraw}
        </Button>
      </div>
    </div>
  );
}
