import type { CardTerminal } from "../entry/card-terminal.ts";
import { createSimulatedTerminal } from "../entry/simulated-terminal.ts";

/** A terminal at which somebody with a good card stands whenever it is asked. */
export function createEndlessTerminal(): CardTerminal {
  const terminal = createSimulatedTerminal();
  let cards = 0;
  return {
    presentForEntry: (context) => {
      const lastFour = String(++cards % 10_000).padStart(4, "0");
      const token = `pm_sim_ok-terminal-${cards}`;
      terminal.addStep({ kind: "card", token, lastFour, fingerprint: `fp_${token}` });
      return terminal.presentForEntry(context);
    },
  };
}
