import { Money } from "@saunter/ui/components/money";
import { Status, type Tone } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import type { ComponentChildren } from "preact";
import type { Charge } from "./charge-words.ts";
import "./money.css";

/** What of a visit's money is where; each amount with its state beside it. */
export function ChargeSums({ charge }: { readonly charge: Charge }) {
  const { currency, dueMinor, missingMinor, debt, payments } = charge;
  const sum = (of: (payment: Charge["payments"][number]) => number): number =>
    payments.reduce((total, payment) => total + of(payment), 0);
  const held = payments.filter(({ status }) => status === "held");
  const rows: readonly (readonly [Tone, string, number, ComponentChildren?])[] = [
    [
      "now",
      "held",
      sum(({ status, heldMinor }) => (status === "held" ? heldMinor : 0)),
      untilOf(held),
    ],
    ["sure", "taken", sum(({ capturedMinor }) => capturedMinor)],
    ["sure", "given back", sum(({ refundedMinor }) => refundedMinor)],
    ["staff", "taken in cash", charge.takenCashMinor],
    ["staff", "given back in cash", charge.returnedCashMinor],
    ["wrong", "withdrawn by others", charge.withdrawnMinor],
    ["staff", "let off", charge.forgivenMinor],
    [
      debt === null ? "now" : "wrong",
      debt === null ? "missing" : "owed",
      Math.max(0, missingMinor),
    ],
    ["now", "to be given back", Math.max(0, -missingMinor)],
  ];
  return (
    <dl class="sums">
      <div class="sums-due">
        <dt>{dueMinor === null ? "Due when the receipt is final" : "To be paid"}</dt>
        <dd>{dueMinor === null ? "–" : <Money amountMinor={dueMinor} currency={currency} />}</dd>
      </div>
      {rows
        .filter(([, , amountMinor]) => amountMinor !== 0)
        .map(([tone, name, amountMinor, note]) => (
          <div key={name}>
            <dt>
              <Status tone={tone}>{name}</Status> {note}
            </dt>
            <dd>
              <Money amountMinor={amountMinor} currency={currency} />
            </dd>
          </div>
        ))}
      {dueMinor !== null && missingMinor === 0 ? (
        <div>
          <dt>
            <Status tone="sure">settled</Status>
          </dt>
          <dd />
        </div>
      ) : null}
    </dl>
  );
}

/** When what is held lapses by itself. */
function untilOf(held: Charge["payments"]): ComponentChildren {
  const [expiresMs] = held.flatMap(({ holdExpiresMs }) => holdExpiresMs ?? []);
  if (expiresMs === undefined) return null;
  return (
    <span class="soft small">
      until <Time timestampMs={expiresMs} style="date-time" /> at the latest
    </span>
  );
}
