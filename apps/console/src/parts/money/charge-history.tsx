import { Money } from "@saunter/ui/components/money";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import type { TimeStyle } from "@saunter/ui/format";
import { words } from "../../words.ts";
import { nameUser } from "../user-names.ts";
import { type ChargeStep, wordHistory } from "./charge-words.ts";
import "./money.css";

const SAME_DAY_MS = 6 * 3_600_000;

interface ChargeHistoryProps {
  readonly steps: readonly ChargeStep[];
  readonly currency: string;
}

/** What has become of a visit's money, in order; each amount with its state. */
export function ChargeHistory({ steps, currency }: ChargeHistoryProps) {
  if (steps.length === 0) {
    return <p class="soft">{words.texts.parts.charge.none}</p>;
  }
  return (
    <ol class="money-steps">
      {wordHistory(steps).map(({ step, tone, text }, at) => (
        <li key={at}>
          <Time
            timestampMs={step.atMs}
            style={at === 0 ? "date-time" : styleOf(step, steps[at - 1]!)}
          />
          <div class="stack tight">
            <Status tone={tone}>{text}</Status>
            <Details step={step} />
          </div>
          <span class="money-amount">
            {step.kind === "settled" ? null : (
              <Money amountMinor={step.amountMinor} currency={currency} />
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** A day is shown once, for all that happened on it. */
function styleOf(step: ChargeStep, before: ChargeStep): TimeStyle {
  return step.atMs - before.atMs < SAME_DAY_MS ? "time-seconds" : "date-time";
}

function Details({ step }: { readonly step: ChargeStep }) {
  const { lastFour, code, by, kind } = step;
  const texts = words.texts.parts.charge;
  const details = [
    lastFour === null ? null : texts.card(lastFour),
    code === null || kind === "withdrawn" ? null : code.replaceAll(/[_-]/g, " "),
    by === null ? null : texts.by(nameUser(by)),
  ].filter((detail) => detail !== null);
  return details.length === 0 ? null : <p class="soft small">{details.join(" · ")}</p>;
}
