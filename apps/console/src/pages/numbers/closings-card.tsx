import type { Answer } from "@saunter/client/api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney, formatTime } from "@saunter/ui/format";
import { saveFile } from "@saunter/ui/save-file";
import { tellProblem } from "@saunter/ui/tell-problem";
import { useState } from "preact/hooks";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { wordDifference } from "../till/drawer-words.ts";
import { formatCount } from "./number-words.ts";
import { findDay, formatDay } from "./period.ts";

type Closing = Answer<"GET /v1/closings">["items"][number];
type Planned = Answer<"GET /v1/closings/next">;

/** Days closed for the books, and closing one. */
export function ClosingsCard() {
  const [isClosing, setClosing] = useState(false);
  const list = useList<Closing>(
    (after, signal) => api.call("GET /v1/closings", { query: { ...(after && { after }) }, signal }),
    [],
  );
  const t = words.texts.numbers.closings;
  return (
    <section class="card closings">
      <header class="row apart pad">
        <h2>{t.title}</h2>
        {hasRole("operator") ? (
          <Button kind="main" onPress={() => setClosing(true)}>
            {t.closeADay}
          </Button>
        ) : null}
      </header>
      {list.problem === null ? null : <ProblemNote problem={list.problem} onRetry={list.reload} />}
      {list.items === null ? (
        <div class="pad">
          <Bones lines={3} />
        </div>
      ) : (
        <ClosingTable items={list.items} />
      )}
      {list.more === null ? null : (
        <div class="pad">
          <Button onPress={list.more}>{t.older}</Button>
        </div>
      )}
      <Dialog title={t.closeADay} isOpen={isClosing} onClose={() => setClosing(false)}>
        <CloseDayForm
          onClosed={({ closingNumber }) => {
            setClosing(false);
            list.reload();
            toast(t.done(closingNumber));
          }}
        />
      </Dialog>
    </section>
  );
}

function ClosingTable({ items }: { readonly items: readonly Closing[] }) {
  const { locale, timeZone } = useLocale();
  const t = words.texts.numbers.closings;
  if (items.length === 0) {
    return <Empty title={t.none}>{t.noneText}</Empty>;
  }
  return (
    <div class="table-scroll">
      <table class="table cards">
        <caption class="unseen">{t.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.closing}</th>
            <th scope="col">{t.until}</th>
            <th scope="col" class="amount">
              {t.receipts}
            </th>
            <th scope="col" class="amount">
              {t.total}
            </th>
            <th scope="col">{t.files}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ closingNumber, day, untilMs, sums, currency }) => (
            <tr key={closingNumber}>
              <th scope="row">{t.name(closingNumber, formatDay(day, locale))}</th>
              <td data-name={t.untilTime}>{formatTime(untilMs, "date-time", locale, timeZone)}</td>
              <td class="amount" data-name={t.receiptCount}>
                {formatCount(sums.receipts, locale)}
              </td>
              <td class="amount" data-name={t.totalAmount}>
                {formatMoney(sums.totalMinor, currency, locale)}
              </td>
              <td>
                <div class="row">
                  {(["pdf", "csv", "json"] as const).map((format) => (
                    <Button
                      key={format}
                      kind="bare"
                      aria-label={t.saveAs(closingNumber, format.toUpperCase())}
                      onPress={() => save(closingNumber, format)}
                      onProblem={toastProblem}
                    >
                      {format.toUpperCase()}
                    </Button>
                  ))}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

async function save(closingNumber: number, format: "pdf" | "csv" | "json"): Promise<void> {
  const params = { closingNumber: String(closingNumber) };
  const blob = await api.load("GET /v1/closings/:closingNumber", { params, query: { format } });
  saveFile(blob, `closing-${closingNumber}.${format}`);
}

function CloseDayForm({ onClosed }: { readonly onClosed: (closing: Closing) => void }) {
  const { timeZone } = useLocale();
  const t = words.texts.numbers.closings;
  const [day, setDay] = useState(() => findDay(Date.now(), timeZone!));
  const [refused, setRefused] = useState<Problem | null>(null);
  const { value, problem } = useLoaded<{ readonly of: string; readonly planned: Planned | null }>(
    async (signal) => {
      if (day === "") return { of: day, planned: null };
      const planned = await api.call("GET /v1/closings/next", { query: { day }, signal });
      return { of: day, planned };
    },
    [day],
  );
  const planned = value !== null && value.of === day && problem === null ? value.planned : null;
  const told = problem === null ? null : tellProblem(problem);
  const close = async (): Promise<void> => {
    setRefused(null);
    onClosed(await api.call("POST /v1/closings", { body: { day } }));
  };
  return (
    <>
      <Field
        label={t.day}
        type="date"
        value={day}
        onValue={setDay}
        fault={told === null ? null : `${told.title}. ${told.advice}`}
      />
      {planned === null ? null : <PlannedClosing planned={planned} />}
      <p class="soft small">{t.isFinal}</p>
      {refused === null ? null : <ProblemNote problem={refused} />}
      <Button kind="main" disabled={planned === null} onPress={close} onProblem={setRefused}>
        {t.close}
      </Button>
    </>
  );
}

/** With the payments they add up to the total. */
const SETTLEMENT_ROWS = [
  "unpaidMinor",
  "pendingMinor",
  "refundsDueMinor",
  "goodwillMinor",
  "forgivenMinor",
  "takenBackMinor",
] as const satisfies readonly (keyof NonNullable<Planned["settlement"]>)[];

function PlannedClosing({ planned }: { readonly planned: Planned }) {
  const { locale } = useLocale();
  const { closings: t, payments: names } = words.texts.numbers;
  const { sums, payments, settlement, currency, closingNumber } = planned;
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  const rows: readonly (readonly [string, string])[] = [
    [t.number, String(closingNumber)],
    [t.receipts, formatCount(sums.receipts, locale)],
    [
      t.corrections,
      t.correctionsText(formatCount(sums.corrections, locale), money(sums.correctedMinor)),
    ],
    ...planned.taxes.map(
      ({ label, taxMinor, netMinor }) => [label, t.tax(money(netMinor), money(taxMinor))] as const,
    ),
    ...payments.map(
      ({ kind, takenMinor, refundedMinor, withdrawnMinor }) =>
        [
          names[kind],
          t.payment(
            money(takenMinor),
            money(refundedMinor),
            withdrawnMinor === 0 ? null : money(withdrawnMinor),
          ),
        ] as const,
    ),
    ...SETTLEMENT_ROWS.flatMap((row) => {
      const minor = settlement?.[row] ?? 0;
      return minor === 0 ? [] : [[t.settlement[row], money(minor)] as const];
    }),
    ...wordDrawer(planned, locale),
    [t.total, money(sums.totalMinor)],
  ];
  return (
    <dl class="planned">
      {rows.map(([name, value]) => (
        <div class="row apart" key={name}>
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the till's drawer should hold; nothing where it has never been counted. */
function wordDrawer({ drawer, currency }: Planned, locale: string): (readonly [string, string])[] {
  if (drawer === undefined) return [];
  const texts = words.texts.till.drawer;
  const { bankedMinor, differenceMinor, expectedMinor } = drawer;
  const text = texts.closingText(
    formatMoney(bankedMinor, currency, locale),
    wordDifference(differenceMinor, currency, locale),
    formatMoney(expectedMinor, currency, locale),
  );
  return [[texts.title, text]];
}
