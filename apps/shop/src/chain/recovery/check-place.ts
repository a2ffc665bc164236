/** Whether this computer is the shop, as the chain has it: its journal goes on from the chain's. */
import { CHAIN_HEAD, type ChainHead } from "@saunter/protocol/chain/restore-messages";
import { Check } from "typebox/value";
import type { Store } from "../../store/store.ts";
import type { HubLine } from "../hub-line.ts";

const RESTORE = "Bring the shop's events here: saunter restore --from-chain";

/** Rejects where the chain cannot be asked. */
export async function askForHead(line: Pick<HubLine, "call">): Promise<ChainHead> {
  const head = await line.call("head");
  if (!Check(CHAIN_HEAD, head)) throw new Error("the chain's answer makes no sense");
  return head;
}

/**
 * Why this computer must not go on, in words; null where it may. The chain has only what the shop has sent, and that
 * was on its disk before: a computer that lacks some of it is not the one that wrote it.
 */
export function findReplacement(
  store: Pick<Store, "position" | "readRowsFrom">,
  { position, hash }: Pick<ChainHead, "position" | "hash">,
): string | null {
  if (position === 0) return null;
  const own = store.position();
  if (own < position) {
    return (
      `The chain has ${position} events of this shop, and this computer has ${own}: another computer has taken its ` +
      `place, or an older copy was put in place here. ${RESTORE}.`
    );
  }
  const row = store.readRowsFrom(position, 1)[0];
  // One that cannot be read is damaged: the checks of the store say so.
  if (row === undefined || row[0] !== position || row[6] === hash) return null;
  return (
    `Event ${position} of this shop is another one at the chain than on this computer: another computer has taken its ` +
    `place. What only this one has stays on its disk. ${RESTORE}.`
  );
}
