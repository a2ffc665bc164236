/** A card terminal without hardware: it plays a script of cards and faults. */
import type { CardFault, CardTerminal, TerminalContext, TerminalOutcome } from "./card-terminal.ts";
import { TERMINAL_ANSWERS_MAX, TERMINAL_STEPS_MAX } from "./entry-limits.ts";

export type TerminalStep =
  | {
      readonly kind: "card";
      readonly token: string;
      readonly lastFour: string;
      readonly fingerprint?: string;
      /** How long the reading took to arrive, milliseconds; none where not given. */
      readonly lateMs?: number;
    }
  | { readonly kind: "refused"; readonly reason: CardFault }
  | { readonly kind: "nobody" }
  | { readonly kind: "offline" }
  /** The reading before comes once more, as an answer to another request. */
  | { readonly kind: "repeated" }
  /** The terminal's software is broken and answers just this. */
  | { readonly kind: "broken"; readonly answer: unknown };

export interface SimulatedTerminal extends CardTerminal {
  /** Adds a step to the end of the script; throws past `TERMINAL_STEPS_MAX`. */
  addStep(step: TerminalStep): void;
}

/** Each new request plays one step; with none left, nobody comes. */
export function createSimulatedTerminal(script: readonly TerminalStep[] = []): SimulatedTerminal {
  const steps: TerminalStep[] = [];
  const answers = new Map<string, TerminalOutcome>();
  let latest: TerminalOutcome = { kind: "nobody" };

  function addStep(step: TerminalStep): void {
    if (steps.length >= TERMINAL_STEPS_MAX) {
      throw new RangeError(`A terminal holds ${TERMINAL_STEPS_MAX} steps ready at most.`);
    }
    steps.push(step);
  }

  function play(context: TerminalContext): TerminalOutcome {
    const step = steps.shift() ?? { kind: "nobody" };
    if (step.kind === "broken") return step.answer as TerminalOutcome;
    if (step.kind === "repeated") return latest;
    if (step.kind !== "card") return step;
    const { token, lastFour, fingerprint, lateMs = 0 } = step;
    // Unique where requests are, even after a restart.
    const readingId = `simulated-${context.requestId}`;
    latest = {
      kind: "card",
      readingId,
      token,
      lastFour,
      readAtMs: context.nowMs - lateMs,
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
    return latest;
  }

  for (const step of script) addStep(step);
  return {
    addStep,
    async presentForEntry(context) {
      const answered = answers.get(context.requestId);
      if (answered !== undefined) return answered;
      const answer = play(context);
      answers.set(context.requestId, answer);
      if (answers.size > TERMINAL_ANSWERS_MAX) answers.delete(answers.keys().next().value!);
      return answer;
    },
  };
}
