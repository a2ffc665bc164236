import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Money } from "@saunter/ui/components/money";
import { Empty } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { nameMeans, type TillRow, wordTillRow } from "../../parts/money/charge-words.ts";
import { CardBalance } from "../../parts/money/gift-cards.tsx";
import { PagedChoices } from "../../parts/paged-choices.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { Split } from "../../parts/split.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { AdmitForm } from "./admit-form.tsx";
import { DrawerCard } from "./drawer-card.tsx";
import { TillChosen } from "./till-chosen.tsx";

const HERE = "/console/till";

/** Debts, and visits that staff settle: in cash, or with another card; and the cash in the drawer. */
export function TillPage() {
  const [isLettingIn, setLettingIn] = useState(false);
  const texts = words.texts.till;
  return (
    <div class="stack">
      <PageHead title={texts.title}>
        {hasRole("operator", "clerk") ? <CardBalance /> : null}
        {hasRole("operator") ? (
          <Button kind="main" onPress={() => setLettingIn(true)}>
            {texts.openForCash}
          </Button>
        ) : null}
      </PageHead>
      {hasRole("operator", "clerk") ? <DrawerCard /> : null}
      {hasRole("operator", "device") ? <ToSettle /> : null}
      <Dialog title={texts.openForCash} isOpen={isLettingIn} onClose={() => setLettingIn(false)}>
        {isLettingIn ? <AdmitForm onDone={() => setLettingIn(false)} /> : null}
      </Dialog>
    </div>
  );
}

function ToSettle() {
  const { query } = useLocation();
  const [search, setSearch] = useState("");
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
  const texts = words.texts.till;
  return (
    <Split
      label={texts.toSettle}
      backHref={HERE}
      list={
        <>
          <div class="pad">
            <SearchField
              label={texts.find}
              hint={texts.findHint}
              value={search}
              onSearch={setSearch}
            />
          </div>
          <PagedChoices
            label={texts.toSettle}
            list={list}
            empty={
              sought !== "" ? (
                <Empty title={texts.noneFound}>{texts.noneFoundText}</Empty>
              ) : (
                <Empty title={texts.none}>{texts.noneText}</Empty>
              )
            }
            item={(row) => (
              <TillItem key={row.chargeId} row={row} isChosen={row.chargeId === chosenId} />
            )}
          />
        </>
      }
      chosen={chosenId === null ? null : <TillChosen key={chosenId} chargeId={chosenId} />}
      nothing={<Empty title={texts.choose}>{texts.chooseText}</Empty>}
    />
  );
}

function TillItem({ row, isChosen }: { readonly row: TillRow; readonly isChosen: boolean }) {
  const { tone, text, amountMinor } = wordTillRow(row);
  const texts = words.texts.till;
  const { chargeId, payer, lastFour, currency, openedMs, closedMs, documentNumber } = row;
  return (
    <li>
      <a href={`${HERE}?of=${chargeId}`} aria-current={isChosen ? "true" : undefined}>
        <span class="choice-main">{nameMeans(payer, lastFour)}</span>
        <span class="money-amount">
          {amountMinor === null ? "–" : <Money amountMinor={amountMinor} currency={currency} />}
        </span>
        <span class="soft small">
          {closedMs === null ? texts.entered : texts.left}{" "}
          <RecentTime timestampMs={closedMs ?? openedMs} />
          {documentNumber === null ? null : ` · ${texts.number(documentNumber)}`}
        </span>
        <Status tone={tone}>{text}</Status>
      </a>
    </li>
  );
}
