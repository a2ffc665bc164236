import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { formatMoney, readMoney, writeMoney } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { BasketPoints } from "../parts/basket-points.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { useKey } from "../parts/use-key.ts";
import { api, hasRight } from "../session.ts";
import { words } from "../words.ts";

type Rule = ChainAnswer<"GET /v1/loyalty-rules">["items"][number];

const TONES = { now: "now", later: "warning", past: "plain" } as const;
const CURRENCY = /^[A-Z]{3}$/u;
const BASKET = "25";

/** What receipts earn and what points pay: what counts now, with an example, and all versions. */
export function LoyaltyPage() {
  const t = words.texts.loyalty;
  const list = useList<Rule>(
    (after, signal) => api.call("GET /v1/loyalty-rules", { query: { after } as never, signal }),
    [],
  );
  const [isSetting, setSetting] = useState(false);
  const { items, problem, reload } = list;
  const now = (items ?? []).filter(({ state }) => state === "now");
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.loyalty}>
        {hasRight("balances:write") ? (
          <Button kind="main" onPress={() => setSetting(true)}>
            {t.set}
          </Button>
        ) : null}
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {items === null && problem === null ? <Bones /> : null}
      {now.map((rule) => (
        <RuleCard key={`${rule.organisationId} ${rule.currency}`} rule={rule} />
      ))}
      <section class="card">
        <header>
          <h2>{t.versions}</h2>
        </header>
        <Versions list={list} />
      </section>
      <Dialog title={t.set} isOpen={isSetting} onClose={() => setSetting(false)}>
        {isSetting ? (
          <RuleForm
            before={now[0] ?? null}
            onSet={() => {
              setSetting(false);
              reload();
            }}
          />
        ) : null}
      </Dialog>
    </div>
  );
}

function RuleCard({ rule }: { readonly rule: Rule }) {
  const t = words.texts.loyalty;
  const { locale } = useLocale();
  const [basket, setBasket] = useState(BASKET);
  const basketMinor = readMoney(basket, rule.currency, locale);
  return (
    <section class="card pad stack">
      <h2>
        <bdi>{rule.organisationId}</bdi>, {rule.currency}
      </h2>
      <p>{useRuleText(rule)}</p>
      <Field
        label={t.basket}
        inputMode="decimal"
        value={basket}
        onValue={setBasket}
        fault={basketMinor === null ? words.texts.cards.amountWrong : null}
      />
      {basketMinor === null ? null : (
        <BasketPoints basketMinor={basketMinor} currency={rule.currency} rule={rule} />
      )}
      <p class="soft">{rule.isOpenToJoin ? t.open : t.closed}</p>
    </section>
  );
}

/** "1 point for each £1.00; 1 point pays £0.01". */
function useRuleText(rule: Rule): string {
  const { locale } = useLocale();
  const { points } = words.texts.cards;
  const money = (minor: number): string => formatMoney(minor, rule.currency, locale);
  const earned = points(rule.earnedPoints);
  return words.texts.loyalty.rule(
    ...([earned, money(rule.perMinor), points(rule.pointsPerMinor), money(1)] as const),
  );
}

function Versions({ list }: { readonly list: ReturnType<typeof useList<Rule>> }) {
  const t = words.texts.loyalty;
  return (
    <ListTable
      list={list}
      empty={<Empty title={t.none}>{t.noneText}</Empty>}
      head={
        <>
          <th scope="col">{t.version}</th>
          <th scope="col">{words.texts.cards.state}</th>
          <th scope="col">{t.content}</th>
          <th scope="col">{t.from}</th>
          <th scope="col">{t.note}</th>
        </>
      }
      toRow={(rule) => (
        <VersionRow key={`${rule.organisationId} ${rule.currency} ${rule.version}`} rule={rule} />
      )}
    />
  );
}

function VersionRow({ rule }: { readonly rule: Rule }) {
  const t = words.texts.loyalty;
  return (
    <tr>
      <th scope="row">
        <bdi>{rule.organisationId}</bdi> {rule.currency} {rule.version}
      </th>
      <td>
        <Status tone={TONES[rule.state]}>{t.states[rule.state]}</Status>
      </td>
      <td data-name={t.content}>
        {useRuleText(rule)} {rule.isOpenToJoin ? t.open : t.closed}
      </td>
      <td data-name={t.from}>
        <RecentTime timestampMs={rule.effectiveMs} />
      </td>
      <td class="any-break" data-name={t.note}>
        <bdi>{rule.note}</bdi>
      </td>
    </tr>
  );
}

interface RuleFormProps {
  /** What the form begins with. */
  readonly before: Rule | null;
  readonly onSet: () => void;
}

const COUNT = /^\d{1,7}$/u;
const readCount = (text: string, least: number): number | null =>
  COUNT.test(text) && Number(text) >= least && Number(text) <= 1_000_000 ? Number(text) : null;

/** The start of a day where this browser is; null where none is given. */
const readDay = (day: string): number | null =>
  day === "" ? null : new Date(`${day}T00:00`).getTime();

function RuleForm({ before, onSet }: RuleFormProps) {
  const t = words.texts.loyalty;
  const { locale } = useLocale();
  const [organisationId, setOrganisationId] = useState(before?.organisationId ?? "main");
  const [currency, setCurrency] = useState(before?.currency ?? "GBP");
  const [earned, setEarned] = useState(String(before?.earnedPoints ?? 1));
  const [per, setPer] = useState(() =>
    before === null ? "1" : writeMoney(before.perMinor, before.currency, locale),
  );
  const [pays, setPays] = useState(String(before?.pointsPerMinor ?? 1));
  const [day, setDay] = useState("");
  const [isOpenToJoin, setOpenToJoin] = useState(before?.isOpenToJoin ?? false);
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const isCurrency = CURRENCY.test(currency);
  const earnedPoints = readCount(earned, 0);
  const pointsPerMinor = readCount(pays, 1);
  const perMinor = isCurrency ? readMoney(per, currency, locale) : null;
  const basketMinor = isCurrency ? readMoney(BASKET, currency, locale) : null;
  const isRule =
    earnedPoints !== null && pointsPerMinor !== null && perMinor !== null && perMinor > 0;
  const rule = isRule ? { earnedPoints, perMinor, pointsPerMinor } : null;
  const isReady = rule !== null && note.trim() !== "" && organisationId.trim() !== "";
  const said = [organisationId, currency, earned, per, pays, day, isOpenToJoin, note];
  const key = useKey(said);
  const set = async (): Promise<void> => {
    if (rule === null) return;
    setProblem(null);
    const of = { organisationId: organisationId.trim(), currency, isOpenToJoin };
    const rest = { effectiveMs: readDay(day), note: note.trim() };
    await api.call("POST /v1/loyalty-rules", { body: { ...of, ...rule, ...rest }, key });
    toast(t.done);
    onSet();
  };
  const countFault = (value: number | null): string | null =>
    value === null ? t.countWrong : null;
  return (
    <div class="stack">
      <div class="row filters">
        <Field
          label={words.texts.cards.organisation}
          value={organisationId}
          onValue={setOrganisationId}
        />
        <Field
          label={words.texts.cards.currency}
          maxLength={3}
          value={currency}
          onValue={setCurrency}
        />
      </div>
      <div class="row filters">
        <Field
          label={t.earned}
          inputMode="numeric"
          value={earned}
          onValue={setEarned}
          fault={countFault(earnedPoints)}
        />
        <Field
          label={t.per}
          inputMode="decimal"
          value={per}
          onValue={setPer}
          fault={perMinor !== null && perMinor > 0 ? null : words.texts.cards.amountWrong}
        />
      </div>
      <Field
        label={t.pays(isCurrency ? formatMoney(1, currency, locale) : "")}
        inputMode="numeric"
        value={pays}
        onValue={setPays}
        fault={countFault(pointsPerMinor)}
      />
      {rule === null || basketMinor === null ? null : (
        <BasketPoints basketMinor={basketMinor} currency={currency} rule={rule} />
      )}
      <label class="row check-line">
        <input
          type="checkbox"
          checked={isOpenToJoin}
          onChange={(event) => setOpenToJoin(event.currentTarget.checked)}
        />
        {t.mayJoin}
      </label>
      <Field label={t.day} type="date" hint={t.dayHint} value={day} onValue={setDay} />
      <Field label={t.note} maxLength={500} value={note} onValue={setNote} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={!isReady} onPress={set} onProblem={setProblem}>
        {t.set}
      </Button>
    </div>
  );
}
