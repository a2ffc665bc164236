import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { words } from "../../words.ts";
import { ChargeActs } from "./charge-acts.tsx";
import { ChargeHistory } from "./charge-history.tsx";
import { ChargeSums } from "./charge-sums.tsx";
import { nameMeans } from "./charge-words.ts";
import { ConfirmNote } from "./confirm-note.tsx";
import "./money.css";
import { useCharge } from "./use-charge.ts";

/** The money of one visit: what is where, what can be done, and what has become of it. */
export function ChargeCard({ chargeId }: { readonly chargeId: string }) {
  const texts = words.texts.parts.charge;
  const { value, problem, reload } = useCharge(chargeId);
  return (
    <section class="card" aria-label={texts.title}>
      <header>
        <h2>{texts.title}</h2>
        {value?.charge == null ? null : (
          <span class="soft">{nameMeans(value.charge.payer, value.charge.lastFour)}</span>
        )}
      </header>
      <div class="pad stack">
        {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
        {value === null && problem === null ? <Bones lines={4} /> : null}
        {value !== null && value.charge === null ? <p class="soft">{texts.staff}</p> : null}
        {value?.charge == null ? null : (
          <>
            <ChargeSums charge={value.charge} />
            <ConfirmNote charge={value.charge} onChanged={reload} />
            <ChargeActs charge={value.charge} history={value.history} onChanged={reload} />
            <h3>{texts.history}</h3>
            <ChargeHistory steps={value.history} currency={value.charge.currency} />
          </>
        )}
      </div>
    </section>
  );
}
