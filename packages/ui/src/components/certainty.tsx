import { formatProbability, levelOf } from "../format.ts";
import { useLocale } from "./locale.tsx";

interface CertaintyProps {
  readonly probability: number;
  /** What is this sure, for screen readers: "exact". */
  readonly of?: string;
  /** The disc alone; the number is read out all the same. */
  readonly compact?: boolean;
}

const RADIUS = 6;
const AROUND = 2 * Math.PI * RADIUS;
/** A circle of half the radius, clockwise from its top: a wide line along it is a disc. */
const FROM_TOP = `M8 ${8 - RADIUS / 2}a${RADIUS / 2} ${RADIUS / 2} 0 1 1 0 ${RADIUS}a${RADIUS / 2} ${RADIUS / 2} 0 1 1 0 ${-RADIUS}`;

/** How sure something is: a disc that fills, and the number. */
export function Certainty({ probability, of, compact = false }: CertaintyProps) {
  const { locale } = useLocale();
  const text = formatProbability(probability, locale);
  const filled = AROUND * Math.min(1, Math.max(0, probability));
  return (
    <span
      class={`certainty ${levelOf(probability)}`}
      title={of === undefined ? text : `${of}: ${text}`}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="7.25" fill="none" stroke="currentColor" stroke-width="1" />
        <path
          d={FROM_TOP}
          fill="none"
          stroke="currentColor"
          stroke-width={RADIUS}
          stroke-dasharray={`${filled / 2} ${AROUND}`}
        />
      </svg>
      {compact ? <span class="unseen">{text}</span> : text}
      {of === undefined ? null : <span class="unseen">{of}</span>}
    </span>
  );
}
