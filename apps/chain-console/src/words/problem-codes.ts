/** What each language has words for, where the chain or the way to it refuses something. */
import type { ChainProblemCode } from "@saunter/protocol/chain/http/chain-problem-codes";
import type { Worded } from "@saunter/ui/problem-words";

export type ChainProblemWords = Readonly<
  Record<ChainProblemCode | "no-connection" | "unreadable" | "other", Worded>
>;
