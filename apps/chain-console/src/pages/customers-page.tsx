import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { RecentTime } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { type List, useList } from "@saunter/ui/components/use-list";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { hrefOfVisit } from "../addresses.ts";
import { Entries, NewCard } from "../parts/card-parts.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { OpenHolds } from "../parts/open-holds.tsx";
import { useKey } from "../parts/use-key.ts";
import { api, hasRight } from "../session.ts";
import { words } from "../words.ts";

type Customer = ChainAnswer<"GET /v1/customers">["items"][number];
type Details = ChainAnswer<"GET /v1/customers/:customerId">;

/** Customers with a member card: found, added, and each with receipts of all shops. */
export function CustomersPage() {
  const t = words.texts.cards;
  const [search, setSearch] = useState("");
  const [isOwing, setOwing] = useState(false);
  const list = useList<Customer>(
    (after, signal) => {
      const query = { after, search, ...(isOwing ? { isOwing: "true" } : {}) };
      return api.call("GET /v1/customers", { query: query as never, signal });
    },
    [search, isOwing],
  );
  const { problem, reload } = list;
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.customers} />
      <div class="row filters">
        <Field label={t.findCustomer} type="search" value={search} onValue={setSearch} />
        <label class="row check-line">
          <input
            type="checkbox"
            checked={isOwing}
            onChange={(event) => setOwing(event.currentTarget.checked)}
          />
          {t.owing}
        </label>
        {hasRight("customers:write") ? (
          <Button kind="main" onPress={() => setAdding(true)}>
            {t.addCustomer}
          </Button>
        ) : null}
      </div>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <div class="card">
        <CustomerTable list={list} onChoose={setChosenId} />
      </div>
      <Dialog title={t.customer} isOpen={chosenId !== null} onClose={() => setChosenId(null)}>
        {chosenId === null ? null : <OneCustomer customerId={chosenId} onChanged={reload} />}
      </Dialog>
      <Dialog title={t.addCustomer} isOpen={isAdding} onClose={() => setAdding(false)}>
        {isAdding ? <AddForm onAdded={reload} /> : null}
      </Dialog>
    </div>
  );
}

interface TableProps {
  readonly list: List<Customer>;
  readonly onChoose: (customerId: string) => void;
}

function CustomerTable({ list, onChoose }: TableProps) {
  const t = words.texts.cards;
  return (
    <ListTable
      list={list}
      empty={<Empty title={t.noCustomer}>{t.noCustomerText}</Empty>}
      head={
        <>
          <th scope="col">{t.name}</th>
          <th scope="col">{t.email}</th>
          <th scope="col">{t.number}</th>
          <th scope="col">{t.balance}</th>
          <th scope="col">{t.state}</th>
          <th scope="col">{t.since}</th>
        </>
      }
      toRow={(one) => (
        <tr key={one.customerId}>
          <th scope="row">
            <Button kind="bare" onPress={() => onChoose(one.customerId)}>
              {one.name ?? t.nameless}
            </Button>
          </th>
          <td>{one.email ?? words.texts.none}</td>
          <td>{one.number ?? t.erased}</td>
          <td data-name={t.balance}>
            {t.points(one.balance)}
            {one.owed > 0 ? ` · ${t.owed} ${t.points(one.owed)}` : ""}
          </td>
          <td>{one.number === null ? t.erased : one.isBlocked ? t.blocked : t.active}</td>
          <td>
            <RecentTime timestampMs={one.createdMs} />
          </td>
        </tr>
      )}
    />
  );
}

function OneCustomer(props: { readonly customerId: string; readonly onChanged: () => void }) {
  const t = words.texts.cards;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSure, setSure] = useState(false);
  const params = { customerId: props.customerId };
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/customers/:customerId", { params, signal }),
    [props.customerId],
  );
  if (value === null) return <Bones />;
  const erase = async (): Promise<void> => {
    setProblem(null);
    await api.call("POST /v1/customers/:customerId/erase", { params });
    toast(t.isErased);
    reload();
    props.onChanged();
  };
  const mayErase = hasRight("customers:write") && value.number !== null;
  const onChanged = (): void => {
    reload();
    props.onChanged();
  };
  return (
    <div class="stack">
      <p>
        <bdi>{value.name ?? t.nameless}</bdi> · {t.points(value.balance)}
        {value.number !== null && value.isBlocked ? ` · ${t.blocked}` : ""}
      </p>
      <Owed customer={value} onChanged={onChanged} />
      <h3>{t.receipts}</h3>
      <Receipts receipts={value.receipts} />
      <h3>{t.pointsTitle}</h3>
      <Entries entries={value.entries} currency={null} />
      <OpenHolds
        balanceId={props.customerId}
        holds={value.holds}
        currency={value.currency}
        onChanged={onChanged}
      />
      {mayErase ? <MemberCard customer={value} onChanged={onChanged} /> : null}
      {problem === null ? null : <ProblemNote problem={problem} />}
      {mayErase && !isSure ? <Button onPress={() => setSure(true)}>{t.erase}</Button> : null}
      {mayErase && isSure ? (
        <div class="note warning">
          <p>{t.eraseText}</p>
          <Button onPress={erase} onProblem={setProblem}>
            {t.eraseNow}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

interface PartProps {
  readonly customer: Details;
  readonly onChanged: () => void;
}

/** Points that are owed, and the way to waive them. Nothing where there are none. */
function Owed({ customer: { customerId, owed }, onChanged }: PartProps) {
  const t = words.texts.cards;
  const [problem, setProblem] = useState<Problem | null>(null);
  if (owed === 0) return null;
  const waive = async (): Promise<void> => {
    setProblem(null);
    await api.call("POST /v1/customers/:customerId/waive", { params: { customerId } });
    onChanged();
  };
  return (
    <div class="note warning">
      <strong>
        {t.owed} {t.points(owed)}
      </strong>
      <p>{t.owedText}</p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {hasRight("customers:write") ? (
        <Button onPress={waive} onProblem={setProblem}>
          {t.waive}
        </Button>
      ) : null}
    </div>
  );
}

/** The member card: blocked and unblocked, and given new. */
function MemberCard({ customer: { customerId, number, isBlocked }, onChanged }: PartProps) {
  const t = words.texts.cards;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSure, setSure] = useState(false);
  const [card, setCard] = useState<{ number: string; code: string } | null>(null);
  const key = useKey([number]);
  const params = { customerId };
  const block = async (): Promise<void> => {
    setProblem(null);
    const body = { isBlocked: !isBlocked };
    await api.call("POST /v1/customers/:customerId/block", { params, body });
    onChanged();
  };
  const replace = async (): Promise<void> => {
    setProblem(null);
    setCard(await api.call("POST /v1/customers/:customerId/new-card", { params, key }));
    setSure(false);
    onChanged();
  };
  return (
    <div class="stack">
      {card === null ? null : <NewCard {...card} />}
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row">
        <Button onPress={block} onProblem={setProblem}>
          {isBlocked ? t.unblock : t.block}
        </Button>
        {isSure ? null : <Button onPress={() => setSure(true)}>{t.newCard}</Button>}
      </div>
      {isSure ? (
        <div class="note warning">
          <p>{t.newCardText}</p>
          <Button onPress={replace} onProblem={setProblem}>
            {t.newCardNow}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Receipts({ receipts }: Pick<Details, "receipts">) {
  const t = words.texts.cards;
  if (receipts.length === 0) return <p class="soft">{t.noReceipts}</p>;
  return (
    <ul>
      {receipts.map((one) => (
        <li key={`${one.shopId} ${one.visitId}`}>
          <a href={hrefOfVisit(one.shopId, one.visitId)}>
            <bdi>{one.shopName}</bdi>, {one.documentNumber ?? words.texts.none}
          </a>{" "}
          <Money amountMinor={one.totalMinor} currency={one.currency} />
          {one.points === null ? null : ` · ${t.points(one.points)}`}
        </li>
      ))}
    </ul>
  );
}

function AddForm({ onAdded }: { readonly onAdded: () => void }) {
  const t = words.texts.cards;
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [currency, setCurrency] = useState("GBP");
  const [organisationId, setOrganisationId] = useState("main");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [added, setAdded] = useState<{ number: string; code: string } | null>(null);
  const key = useKey([name, email, currency, organisationId]);
  if (added !== null) return <NewCard {...added} />;
  const add = async (): Promise<void> => {
    setProblem(null);
    const person = { name: name.trim() || null, email: email.trim() || null };
    setAdded(
      await api.call("POST /v1/customers", { body: { organisationId, currency, ...person }, key }),
    );
    onAdded();
  };
  return (
    <div class="stack">
      <Field label={t.name} maxLength={100} value={name} onValue={setName} />
      <Field label={t.email} type="email" value={email} onValue={setEmail} />
      <Field label={t.currency} maxLength={3} value={currency} onValue={setCurrency} />
      <Field label={t.organisation} value={organisationId} onValue={setOrganisationId} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={add} onProblem={setProblem}>
        {t.addCustomer}
      </Button>
    </div>
  );
}
