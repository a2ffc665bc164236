/** Where somebody is who stands at the kiosk. Nothing of it is kept when they go. */
import { signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { readToken } from "./read-token.ts";

export type Found = Answer<"POST /v1/receipts/lookups">["items"][number];

export type Step =
  | { readonly at: "start" | "card" | "digits" | "code" }
  | { readonly at: "choose"; readonly found: readonly Found[] }
  | { readonly at: "receipt"; readonly token: string }
  | { readonly at: "pay"; readonly token: string; readonly visitId: string };

export const step = signal<Step>({ at: "start" });

export function goTo(next: Step): void {
  step.value = next;
  scrollTo(0, 0);
}

/** To the receipt, where one alone was found. */
export function showFound(found: readonly Found[]): void {
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) goTo({ at: "choose", found });
  else goTo({ at: "receipt", token: readToken(only.receiptUrl)! });
}
