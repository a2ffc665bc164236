import { type Problem, toProblem } from "@saunter/client/problem";
import { useEffect, useState } from "preact/hooks";
import { type CodeTrouble, findCode, type GateCode, preparePhone } from "./gate-codes.ts";

export interface ShownCode {
  readonly code: GateCode | null;
  readonly trouble: CodeTrouble | null;
  readonly problem: Problem | null;
  readonly retry: () => void;
}

/** How often a missing code is requested again. */
const RETRY_MS = 5000;

/** The code of now for a party, another one each slot. */
export function useGateCode(customerId: string, partySize: number): ShownCode {
  const [code, setCode] = useState<GateCode | null>(null);
  const [trouble, setTrouble] = useState<CodeTrouble | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const state = { isGone: false, timer: 0 };
    const again = (delayMs: number): void => {
      state.timer = window.setTimeout(() => void show(), delayMs);
    };
    const show = async (): Promise<void> => {
      try {
        const found = await findCode(customerId, partySize, Date.now());
        if (state.isGone) return;
        const isCode = typeof found !== "string";
        setCode(isCode ? found : null);
        setTrouble(isCode ? null : found);
        setProblem(null);
        again(isCode ? Math.max(0, found.nextMs - Date.now()) : RETRY_MS);
      } catch (error) {
        if (!state.isGone) setProblem(toProblem(error));
      }
    };
    void preparePhone(customerId, Date.now()).then(() => (state.isGone ? undefined : show()));
    return () => {
      state.isGone = true;
      window.clearTimeout(state.timer);
    };
  }, [customerId, partySize, turn]);
  return { code, trouble, problem, retry: () => setTurn((last) => last + 1) };
}
