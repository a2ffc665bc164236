import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect, useRef, useState } from "preact/hooks";
import { TripEvidenceView } from "../../parts/trip-evidence.tsx";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { EvidenceFigures } from "../review/evidence-figures.tsx";
import { isOfCart } from "../review/review-words.ts";
import "@saunter/ui/styles/review.css";
import { letterKept, wordCurve, wordPositions, wordWho } from "./kept-words.ts";

interface KeptEvidenceProps {
  readonly visitId: string;
  readonly evidenceId: string;
  readonly party: ReadonlySet<string>;
  readonly title: string;
  /** Somebody has come to see this one: it is open, and in sight. */
  readonly isWanted: boolean;
}

/** What is not there yet is asked for again after this. */
const AWAITED_MS = 3000;

/** What reviewers see of an interaction, as long as it is kept: fetched when somebody wants it. */
export function KeptEvidence({ isWanted, title, ...props }: KeptEvidenceProps) {
  const [isOpen, setOpen] = useState(isWanted);
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!isWanted) return;
    setOpen(true);
    element.current!.scrollIntoView({ block: "start" });
  }, [isWanted]);
  return (
    <details
      ref={element}
      class="kept"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary class="small">{title}</summary>
      {isOpen ? <KeptFigures {...props} /> : null}
    </details>
  );
}

function KeptFigures({
  visitId,
  evidenceId,
  party,
}: Omit<KeptEvidenceProps, "isWanted" | "title">) {
  const [step, setStep] = useState(0);
  const { value, problem, reload } = useLoaded(
    (signal) =>
      api.call("GET /v1/visits/:visitId/evidence/:evidenceId", {
        params: { visitId, evidenceId },
        signal,
      }),
    [visitId, evidenceId],
  );
  useEffect(() => {
    if (value?.curveState !== "awaited" && value?.positionsState !== "awaited") return;
    const timer = setTimeout(reload, AWAITED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (value === null) return <Bones lines={4} />;
  if (isOfCart(value)) {
    return value.trip === null ? (
      <p class="soft small">{words.texts.visits.kept.cartDeleted}</p>
    ) : (
      <TripEvidenceView trip={value.trip} />
    );
  }
  const letters = letterKept(value, party);
  const { curveDeleteAfterMs, positionsDeleteAfterMs } = value;
  return (
    <div class="kept-figures">
      {value.clipState === "none" ? null : (
        <p class="soft small">
          {words.texts.visits.kept.clip} <KeptUntil atMs={value.clipDeleteAfterMs} />
        </p>
      )}
      <EvidenceFigures
        shown={value}
        letters={letters}
        step={step}
        onStep={setStep}
        curveNote={wordCurve(value) ?? <KeptUntil atMs={curveDeleteAfterMs} />}
        positionsNote={
          wordPositions(value) ?? (
            <>
              {wordWho(value, letters, party)} <KeptUntil atMs={positionsDeleteAfterMs} />
            </>
          )
        }
      />
    </div>
  );
}

function KeptUntil({ atMs }: { readonly atMs: number | null }) {
  if (atMs === null) return null;
  return <>{words.texts.visits.kept.until(<Time timestampMs={atMs} style="date-time" />)}</>;
}
