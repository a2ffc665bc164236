import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Money } from "@saunter/ui/components/money";
import { Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { nameMeans, type TillRow, wordTillRow } from "../../parts/money/charge-words.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { PagedChoices } from "../../parts/paged-choices.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { Split } from "../../parts/split.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { useList } from "../../parts/use-list.ts";
import { api, hasRole } from "../../session.ts";
import { AdmitForm } from "./admit-form.tsx";
import { TillChosen } from "./till-chosen.tsx";

const HERE = "/console/till";

/** Debts, and visits that staff settle: in cash, or with another card. */
export function TillPage() {
  const { query } = useLocation();
  const [search, setSearch] = useState("");
  const [isLettingIn, setLettingIn] = useState(false);
  const sought = search.trim();
  const list = useList<TillRow>(
    (after, signal) =>
      api.call("GET /v1/till", {
        query: { ...(sought === "" ? {} : { search: sought }), ...(after && { after }) },
        signal,
      }),
    [sought],
  );
  useCalmEvents(["charge.*", "debt.*", "receipt.*", "visit.*"], list.reload);
  const chosenId = query.of ?? null;
  return (
    <div class="stack">
      <PageHead title="Till">
        {hasRole("operator") ? (
          <Button kind="main" onPress={() => setLettingIn(true)}>
            Open the gate for cash
          </Button>
        ) : null}
      </PageHead>
      <Split
        label="Visits to settle"
        backHref={HERE}
        list={
          <>
            <div class="pad">
              <SearchField
                label="Find a visit"
                hint="Card's last four digits, amount, time or receipt number"
                value={search}
                onSearch={setSearch}
              />
            </div>
            <PagedChoices
              label="Visits to settle"
              list={list}
              empty={
                sought !== "" ? (
                  <Empty title="No visit found">
                    Try the time they left, such as 14:30, or the amount, such as 3.20.
                  </Empty>
                ) : (
                  <Empty title="Nothing to settle">
                    Unpaid visits and cash customers appear here automatically.
                  </Empty>
                )
              }
              item={(row) => (
                <TillItem key={row.chargeId} row={row} isChosen={row.chargeId === chosenId} />
              )}
            />
          </>
        }
        chosen={chosenId === null ? null : <TillChosen key={chosenId} chargeId={chosenId} />}
        nothing={
          <Empty title="Choose a visit">
            Whoever stands before you is found by their card's last four digits, or by when they
            left.
          </Empty>
        }
      />
      <Dialog
        title="Open the gate for cash"
        isOpen={isLettingIn}
        onClose={() => setLettingIn(false)}
      >
        {isLettingIn ? <AdmitForm onDone={() => setLettingIn(false)} /> : null}
      </Dialog>
    </div>
  );
}

function TillItem({ row, isChosen }: { readonly row: TillRow; readonly isChosen: boolean }) {
  const { tone, text, amountMinor } = wordTillRow(row);
  const { chargeId, payer, lastFour, currency, openedMs, closedMs, documentNumber } = row;
  return (
    <li>
      <a href={`${HERE}?of=${chargeId}`} aria-current={isChosen ? "true" : undefined}>
        <span class="choice-main">{nameMeans(payer, lastFour)}</span>
        <span class="money-amount">
          {amountMinor === null ? "–" : <Money amountMinor={amountMinor} currency={currency} />}
        </span>
        <span class="soft small">
          {closedMs === null ? "entered " : "left "}
          <RecentTime timestampMs={closedMs ?? openedMs} />
          {documentNumber === null ? null : ` · no. ${documentNumber}`}
        </span>
        <Status tone={tone}>{text}</Status>
      </a>
    </li>
  );
}
