import type { ChainAnswer } from "@saunter/client/chain-api";
import { Status, type Tone } from "@saunter/ui/components/status";
import { words } from "../words.ts";

export type ShopSeen = ChainAnswer<"GET /v1/overview">["shops"][number];
export type Health = ShopSeen["health"];

/** From the worst to the best. */
export const HEALTHS: readonly Health[] = ["silent", "behind", "never-seen", "ok"];

export const HEALTH_TONES: Readonly<Record<Health, Tone>> = {
  silent: "wrong",
  behind: "warning",
  "never-seen": "plain",
  ok: "sure",
};

/** Colour, shape and word. */
export function ShopHealth({ health }: { readonly health: Health }) {
  return <Status tone={HEALTH_TONES[health]}>{words.texts.health[health]}</Status>;
}
