/** Whether this computer is the shop, as the chain has it: its journal goes on from the chain's. */
import { hash } from "node:crypto";
import { CHAIN_HEAD, CHAIN_ROWS, type ChainHead } from "@saunter/protocol/chain/restore-messages";
import { decodeRow, formatForHash, GENESIS_HASH, type UpRow } from "@saunter/protocol/chain/up-row";
import { Check } from "typebox/value";
import type { Store } from "../../store/store.ts";
import type { HubLine } from "../hub-line.ts";

type Journal = Pick<Store, "position" | "readRowsFrom">;

interface Replacement {
  readonly why: string;
  /** This computer has events that the chain lacks: without `--force` a restore refuses to drop them. */
  readonly hasOwnEvents: boolean;
}

const advise = ({ why, hasOwnEvents }: Replacement): string =>
  `${why} Bring the shop's events here: saunter restore --from-chain shop.yaml${hasOwnEvents ? " --force" : ""}.`;

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
  store: Journal,
  head: Pick<ChainHead, "position" | "hash">,
): string | null {
  const found = compareWithChain(store, head);
  return found === null ? null : advise(found);
}

function compareWithChain(
  store: Journal,
  { position, hash }: Pick<ChainHead, "position" | "hash">,
): Replacement | null {
  if (position === 0) return null;
  const own = store.position();
  if (own < position) {
    const why =
      `The chain has ${position} events of this shop, and this computer has ${own}: another computer has taken its ` +
      "place, or an older copy was put in place here.";
    return { why, hasOwnEvents: false };
  }
  const row = store.readRowsFrom(position, 1)[0];
  // One that cannot be read is damaged: the checks of the store say so.
  if (row === undefined || row[0] !== position || row[6] === hash) return null;
  const why =
    `Event ${position} of this shop is another one at the chain than on this computer: another computer has taken its ` +
    "place. What only this one has stays on its disk.";
  return { why, hasOwnEvents: true };
}

/**
 * As `findReplacement`, where the chain shows the event by which it is so: a shop that stops for a chain that lost
 * events, or has somebody else's, would not open again. Rejects where it does not show it.
 */
export async function findShownReplacement(
  line: Pick<HubLine, "call">,
  store: Journal,
  head: Pick<ChainHead, "position" | "hash">,
): Promise<string | null> {
  const own = store.position();
  const found = compareWithChain(store, head);
  if (found === null) return null;
  const common = Math.min(own, head.position);
  const ownHash = common === 0 ? GENESIS_HASH : (store.readRowsFrom(common, 1)[0]?.[6] ?? "");
  const isOther = common > 0 && (await readChainRow(line, common)).hash !== ownHash;
  if (isOther) return advise({ ...found, hasOwnEvents: true });
  if (isNextOf(ownHash, await readChainRow(line, common + 1))) return advise(found);
  throw new Error("the chain says that it has other events of this shop, and shows none");
}

function isNextOf(hashBefore: string, row: UpRow): boolean {
  return hash("sha256", formatForHash(hashBefore, row), "base64url") === row.hash;
}

async function readChainRow(line: Pick<HubLine, "call">, position: number): Promise<UpRow> {
  const answer = await line.call("rows", { after: position - 1 });
  const [text] = Check(CHAIN_ROWS, answer) ? answer.rows : [];
  const row = text === undefined ? null : decodeRow(text);
  if (row?.position === position) return row;
  throw new Error(
    `the chain says that it has event ${position} of this shop, and does not show it`,
  );
}
