/**
 * A member card that somebody keeps on their phone: the shop does not know who is a member. It is shown to whoever is
 * signed in with the same account alone.
 */
import { signal } from "@preact/signals";
import { customer } from "./session.ts";

export interface KeptCard {
  readonly number: string;
  readonly code: string;
}

/** Null where none is kept; of whom it is, `findKeptCard` says. */
export const keptCard = signal<KeptCard | null>(null);

const keyOf = (customerId: string): string => `saunter.member.${customerId}`;

/** To be called where it is shown: somebody else may have signed in. */
export function findKeptCard(): void {
  const text =
    typeof customer.value === "string" ? localStorage.getItem(keyOf(customer.value)) : null;
  keptCard.value = text === null ? null : (JSON.parse(text) as KeptCard);
}

export function keepCard(card: KeptCard): void {
  if (typeof customer.value !== "string") return;
  localStorage.setItem(keyOf(customer.value), JSON.stringify(card));
  keptCard.value = card;
}

export function forgetCard(): void {
  if (typeof customer.value === "string") localStorage.removeItem(keyOf(customer.value));
  keptCard.value = null;
}
