import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { RecentTime } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { type List, useList } from "@saunter/ui/components/use-list";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { readMoney } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { Entries, NewCard, Units } from "../parts/card-parts.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { OpenHolds } from "../parts/open-holds.tsx";
import { ShortfallsCard } from "../parts/shortfalls-card.tsx";
import { useKey } from "../parts/use-key.ts";
import { api, hasRight } from "../session.ts";
import { words } from "../words.ts";

type GiftCard = ChainAnswer<"GET /v1/gift-cards">["items"][number];

/** Gift cards: found by number, issued, and each with what became of it. */
export function GiftCardsPage() {
  const t = words.texts.cards;
  const [search, setSearch] = useState("");
  const list = useList<GiftCard>(
    (after, signal) =>
      api.call("GET /v1/gift-cards", { query: { after, search } as never, signal }),
    [search],
  );
  const { problem, reload } = list;
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [isIssuing, setIssuing] = useState(false);
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.giftCards} />
      <div class="row filters">
        <Field label={t.find} type="search" value={search} onValue={setSearch} />
        {hasRight("balances:write") ? (
          <Button kind="main" onPress={() => setIssuing(true)}>
            {t.issue}
          </Button>
        ) : null}
      </div>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <div class="card">
        <GiftCardTable list={list} onChoose={setChosenId} />
      </div>
      <ShortfallsCard />
      <Dialog title={t.giftCard} isOpen={chosenId !== null} onClose={() => setChosenId(null)}>
        {chosenId === null ? null : <OneGiftCard giftCardId={chosenId} onChanged={reload} />}
      </Dialog>
      <Dialog title={t.issue} isOpen={isIssuing} onClose={() => setIssuing(false)}>
        {isIssuing ? <IssueForm onIssued={reload} /> : null}
      </Dialog>
    </div>
  );
}

interface TableProps {
  readonly list: List<GiftCard>;
  readonly onChoose: (giftCardId: string) => void;
}

function GiftCardTable({ list, onChoose }: TableProps) {
  const t = words.texts.cards;
  return (
    <ListTable
      list={list}
      empty={<Empty title={t.none}>{t.noneText}</Empty>}
      head={
        <>
          <th scope="col">{t.number}</th>
          <th scope="col">{t.balance}</th>
          <th scope="col">{t.held}</th>
          <th scope="col">{t.state}</th>
          <th scope="col">{t.issued}</th>
        </>
      }
      toRow={(one) => (
        <tr key={one.giftCardId}>
          <th scope="row">
            <Button kind="bare" onPress={() => onChoose(one.giftCardId)}>
              {one.number ?? words.texts.none}
            </Button>
          </th>
          <td data-name={t.balance}>
            <Units units={one.balance} currency={one.currency} />
          </td>
          <td data-name={t.held}>
            <Units units={one.held} currency={one.currency} />
          </td>
          <td>{one.isBlocked ? t.blocked : t.active}</td>
          <td>
            <RecentTime timestampMs={one.createdMs} />
          </td>
        </tr>
      )}
    />
  );
}

function OneGiftCard(props: { readonly giftCardId: string; readonly onChanged: () => void }) {
  const t = words.texts.cards;
  const [problem, setProblem] = useState<Problem | null>(null);
  const params = { giftCardId: props.giftCardId };
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/gift-cards/:giftCardId", { params, signal }),
    [props.giftCardId],
  );
  if (value === null) return <Bones />;
  const block = async (): Promise<void> => {
    setProblem(null);
    const body = { isBlocked: !value.isBlocked };
    await api.call("POST /v1/gift-cards/:giftCardId/block", { params, body });
    reload();
    props.onChanged();
  };
  return (
    <div class="stack">
      <p>
        <code>{value.number}</code> · <Units units={value.balance} currency={value.currency} /> ·{" "}
        {value.isBlocked ? t.blocked : t.active}
      </p>
      <Entries entries={value.entries} currency={value.currency} />
      <OpenHolds
        balanceId={props.giftCardId}
        holds={value.holds}
        currency={value.currency}
        onChanged={() => {
          reload();
          props.onChanged();
        }}
      />
      {problem === null ? null : <ProblemNote problem={problem} />}
      {hasRight("balances:write") ? (
        <Button onPress={block} onProblem={setProblem}>
          {value.isBlocked ? t.unblock : t.block}
        </Button>
      ) : null}
    </div>
  );
}

const CURRENCY = /^[A-Z]{3}$/u;

function IssueForm({ onIssued }: { readonly onIssued: () => void }) {
  const t = words.texts.cards;
  const { locale } = useLocale();
  const [amount, setAmount] = useState("");
  const [currency, setCurrency] = useState("GBP");
  const [organisationId, setOrganisationId] = useState("main");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [issued, setIssued] = useState<{ number: string; code: string } | null>(null);
  const key = useKey([amount, currency, organisationId]);
  if (issued !== null) return <NewCard {...issued} />;
  const amountMinor = CURRENCY.test(currency) ? readMoney(amount, currency, locale) : null;
  const issue = async (): Promise<void> => {
    if (amountMinor === null) return;
    setProblem(null);
    const body = { organisationId, currency, amountMinor, expiresMs: null };
    setIssued(await api.call("POST /v1/gift-cards", { body, key }));
    toast(t.done);
    onIssued();
  };
  return (
    <div class="stack">
      <Field
        label={t.amount}
        inputMode="decimal"
        value={amount}
        onValue={setAmount}
        fault={amount === "" || amountMinor !== null ? null : t.amountWrong}
      />
      <Field label={t.currency} maxLength={3} value={currency} onValue={setCurrency} />
      <Field label={t.organisation} value={organisationId} onValue={setOrganisationId} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={amountMinor === null} onPress={issue} onProblem={setProblem}>
        {t.issue}
      </Button>
    </div>
  );
}
