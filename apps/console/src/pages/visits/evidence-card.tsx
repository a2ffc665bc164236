import { Certainty } from "@saunter/ui/components/certainty";
import { Time } from "@saunter/ui/components/time";
import { useLocation } from "preact-iso";
import { words } from "../../words.ts";
import { ExplanationChart } from "./explanation-chart.tsx";
import { KeptEvidence } from "./kept-evidence.tsx";
import type { Belief, Revision, Visit } from "./visit-words.ts";
import { wordExplanation } from "./visit-words.ts";

interface EvidenceCardProps {
  readonly visit: Visit;
  readonly belief: Belief;
  readonly party: ReadonlySet<string>;
}

interface Shown {
  readonly evidenceId: string;
  readonly occurredMs: number;
  readonly text: string;
  readonly probability: number;
  readonly place: { readonly gondola: number; readonly shelf: number } | null;
  readonly revisions: readonly Revision[];
}

/** What was taken and put back, in order; uncertain interactions with how their probabilities changed. */
export function EvidenceCard({ visit, belief, party }: EvidenceCardProps) {
  const texts = words.texts.visits.evidence;
  const shown = listShown(visit, belief, party);
  const { evidence: wanted } = useLocation().query;
  return (
    <section class="card" aria-label={texts.title}>
      <header>
        <h2>{texts.title}</h2>
        <span class="soft small">{texts.count(shown.length)}</span>
      </header>
      {shown.length === 0 ? (
        <p class="pad soft">{texts.none}</p>
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
  const uncertain = new Map(belief.doubts.map((one) => [one.evidenceId, one.tellings]));
  const standing = visit.interactions.map((one): Shown => {
    const { evidenceId, occurredMs, probability, gondola, shelf } = one;
    const text = wordExplanation(one, party);
    const revisions = uncertain.get(evidenceId) ?? [];
    uncertain.delete(evidenceId);
    return { evidenceId, occurredMs, text, probability, place: { gondola, shelf }, revisions };
  });
  const gone = [...uncertain].map(([evidenceId, revisions]): Shown => {
    const { atMs, accounts } = revisions.at(-1)!;
    const text = wordExplanation(accounts[0]!, party);
    return { evidenceId, occurredMs: atMs, text, probability: 0, place: null, revisions };
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
  const { evidenceId, occurredMs, text, probability, place, revisions } = one;
  const texts = words.texts.visits.evidence;
  return (
    <li>
      <Time timestampMs={occurredMs} style="time-seconds" />
      <span class="evidence-words">
        <span class="two-lines" title={text}>
          {place === null ? <s>{text}</s> : text}
        </span>
        {place === null ? (
          <span class="soft small"> · {texts.withdrawn}</span>
        ) : place.gondola === 0 ? (
          <span class="soft small">{texts.cart}</span>
        ) : (
          <a class="soft small" href={`/console/shelves/${place.gondola}/${place.shelf}`}>
            {texts.place(place.gondola, place.shelf)}
          </a>
        )}
      </span>
      {place === null ? null : <Certainty probability={probability} of={texts.sure} />}
      {revisions.length === 0 ? null : <ExplanationChart revisions={revisions} party={party} />}
      {place === null ? null : (
        <KeptEvidence
          visitId={visitId}
          evidenceId={evidenceId}
          party={party}
          title={place.gondola === 0 ? texts.cartWeights : texts.shelfWeights}
          isWanted={isWanted}
        />
      )}
    </li>
  );
}
