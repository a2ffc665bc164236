import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect, useRef, useState } from "preact/hooks";
import { EvidenceFigures } from "../../parts/evidence/evidence-figures.tsx";
import { giveLettersIn, type Letters } from "../../parts/evidence/give-letters.ts";
import { api } from "../../session.ts";

interface EvidenceLookProps {
  readonly visitId: string;
  readonly evidenceId: string;
  readonly party: ReadonlySet<string>;
  /** Whether somebody came here to see it. */
  readonly isWanted: boolean;
}

/** What a reviewer sees of an interaction, for as long as it is kept. It is fetched when it is opened. */
export function EvidenceLook({ isWanted, ...of }: EvidenceLookProps) {
  const [isOpen, setOpen] = useState(isWanted);
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!isWanted) return;
    setOpen(true);
    element.current!.scrollIntoView({ block: "center" });
  }, [isWanted]);
  return (
    <details
      ref={element}
      class="look"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary class="small">The plates, and who stood where</summary>
      {isOpen ? <Kept {...of} /> : null}
    </details>
  );
}

function Kept({ visitId, evidenceId, party }: Omit<EvidenceLookProps, "isWanted">) {
  const [step, setStep] = useState(0);
  const params = { visitId, evidenceId };
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/visits/:visitId/interactions/:evidenceId", { params, signal }),
    [visitId, evidenceId],
  );
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (value === null) return <Bones lines={6} />;
  const letters = giveLettersIn([value], [...party]);
  return (
    <div class="look-body">
      <EvidenceFigures shown={value} {...{ letters, step }} onStep={setStep} />
      {value.positions === null ? null : <WhoIsWho {...{ letters, party }} />}
    </div>
  );
}

/** Which of the letters are of this visit. */
function WhoIsWho({
  letters,
  party,
}: { readonly letters: Letters } & Pick<EvidenceLookProps, "party">) {
  const names = (isOwn: boolean): string =>
    [...letters].flatMap(([id, letter]) => (party.has(id) === isOwn ? [letter] : [])).join(", ");
  const others = names(false);
  return (
    <p class="soft small">
      Of this visit: {names(true)}
      {others === "" ? "" : `; somebody else: ${others}`}.
    </p>
  );
}
