import { Certainty } from "@saunter/ui/components/certainty";
import { Time } from "@saunter/ui/components/time";
import { useLocation } from "preact-iso";
import { DoubtChart } from "./doubt-chart.tsx";
import { KeptEvidence } from "./kept-evidence.tsx";
import type { Belief, Telling, Visit } from "./visit-words.ts";
import { wordAccount } from "./visit-words.ts";

interface EvidenceCardProps {
  readonly visit: Visit;
  readonly belief: Belief;
  readonly party: ReadonlySet<string>;
}

interface Shown {
  readonly evidenceId: string;
  readonly occurredMs: number;
  readonly words: string;
  readonly probability: number;
  readonly place: { readonly gondola: number; readonly shelf: number } | null;
  readonly tellings: readonly Telling[];
}

/** What was taken and put back, in order; what was doubtful with how the doubt fell. */
export function EvidenceCard({ visit, belief, party }: EvidenceCardProps) {
  const shown = listShown(visit, belief, party);
  const { evidence: wanted } = useLocation().query;
  return (
    <section class="card" aria-label="Evidence">
      <header>
        <h2>Evidence</h2>
        <span class="soft small">
          {shown.length === 1 ? "one interaction" : `${shown.length} interactions`}
        </span>
      </header>
      {shown.length === 0 ? (
        <p class="pad soft">No picks or put-backs yet.</p>
      ) : (
        <ol class="evidence">
          {shown.map((one) => (
            <EvidenceItem
              key={one.evidenceId}
              one={one}
              party={party}
              visitId={visit.visitId}
              isWanted={one.evidenceId === wanted}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

/** Interactions as they stand, and those that turned out to be nothing, or somebody else's. */
function listShown(visit: Visit, belief: Belief, party: ReadonlySet<string>): Shown[] {
  const doubts = new Map(belief.doubts.map((doubt) => [doubt.evidenceId, doubt.tellings]));
  const standing = visit.interactions.map((one): Shown => {
    const { evidenceId, occurredMs, probability, gondola, shelf } = one;
    const words = wordAccount(one, party);
    const tellings = doubts.get(evidenceId) ?? [];
    doubts.delete(evidenceId);
    return { evidenceId, occurredMs, words, probability, place: { gondola, shelf }, tellings };
  });
  const gone = [...doubts].map(([evidenceId, tellings]): Shown => {
    const { atMs, accounts } = tellings.at(-1)!;
    const words = wordAccount(accounts[0]!, party);
    return { evidenceId, occurredMs: atMs, words, probability: 0, place: null, tellings };
  });
  return [...standing, ...gone].sort((a, b) => a.occurredMs - b.occurredMs);
}

interface EvidenceItemProps {
  readonly one: Shown;
  readonly party: ReadonlySet<string>;
  readonly visitId: string;
  /** Whether somebody has come to look at this one. */
  readonly isWanted: boolean;
}

function EvidenceItem({ one, party, visitId, isWanted }: EvidenceItemProps) {
  const { evidenceId, occurredMs, words, probability, place, tellings } = one;
  return (
    <li>
      <Time timestampMs={occurredMs} style="time-seconds" />
      <span class="evidence-words">
        <span class="two-lines" title={words}>
          {place === null ? <s>{words}</s> : words}
        </span>
        {place === null ? (
          <span class="soft small"> · reported, then withdrawn</span>
        ) : (
          <a class="soft small" href={`/console/shelves/${place.gondola}/${place.shelf}`}>
            gondola {place.gondola}, shelf {place.shelf}
          </a>
        )}
      </span>
      {place === null ? null : (
        <Certainty probability={probability} of="how sure the engine is of this" />
      )}
      {tellings.length === 0 ? null : <DoubtChart tellings={tellings} party={party} />}
      {place === null ? null : (
        <KeptEvidence visitId={visitId} evidenceId={evidenceId} party={party} isWanted={isWanted} />
      )}
    </li>
  );
}
