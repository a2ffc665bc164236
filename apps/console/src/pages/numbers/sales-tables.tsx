import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { useList } from "@saunter/ui/components/use-list";
import { formatMoney } from "@saunter/ui/format";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { formatCount } from "./number-words.ts";
import { type Comparison, formatHour } from "./period.ts";
import {
  formatChange,
  formatHours,
  type Sales,
  type SalesPeriod,
  wordMethod,
} from "./sales-words.ts";

const VIEWS = ["products", "categories", "hours", "methods", "taxes", "payments"] as const;
type View = (typeof VIEWS)[number];

interface SalesTablesProps {
  readonly sales: Sales;
  readonly comparison: Comparison;
}

/** The same sales, in the parts that somebody asks for. */
export function SalesTables({ sales, comparison }: SalesTablesProps) {
  const t = words.texts.numbers.tables;
  const [view, setView] = useState<View>("products");
  return (
    <section class="card sales-tables">
      <header class="row apart pad">
        <h2>{t.title}</h2>
        <Choices
          label={t.title}
          choices={VIEWS.map((one) => [one, t.views[one]] as const)}
          value={view}
          onChoose={setView}
        />
      </header>
      {view === "products" ? (
        <ProductTable period={sales.period} comparison={comparison} currency={sales.currency} />
      ) : (
        <PartTable view={view} sales={sales} />
      )}
    </section>
  );
}

interface Row {
  readonly key: string;
  readonly name: string;
  /** One a column, as it is read. */
  readonly cells: readonly ComponentChildren[];
}

interface TableProps {
  readonly caption: string;
  /** The first is that of the names. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

function Table({ caption, columns, rows }: TableProps) {
  if (rows.length === 0) return <Empty title={words.texts.numbers.tables.none} />;
  return (
    <div class="table-scroll">
      <table class="table cards">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th scope="col" key={column} class={at === 0 ? "" : "amount"}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, cells }) => (
            <tr key={key}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              {cells.map((cell, at) => (
                <td key={columns[at + 1]} class="amount" data-name={columns[at + 1]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ProductTableProps {
  readonly period: SalesPeriod;
  readonly comparison: Comparison;
  readonly currency: string;
}

function ProductTable({ period, comparison, currency }: ProductTableProps) {
  const { locale } = useLocale();
  const t = words.texts.numbers.tables;
  const { fromDay, untilDay } = period;
  const list = useList(
    (after, signal) =>
      api.call("GET /v1/sales/products", {
        query: {
          ...{ fromDay, untilDay, ...(after && { after }) },
          ...(comparison !== "none" && { compare: comparison }),
        },
        signal,
      }),
    // What is sold meanwhile is in the list when the sums are.
    [fromDay, untilDay, comparison, period.sums.totalMinor],
  );
  if (list.problem !== null) return <ProblemNote problem={list.problem} onRetry={list.reload} />;
  if (list.items === null) {
    return (
      <div class="pad">
        <Bones lines={6} />
      </div>
    );
  }
  const isCompared = comparison !== "none";
  return (
    <>
      <Table
        caption={t.captions.products}
        columns={[
          ...[t.product, t.units, t.takings],
          ...(isCompared ? [t.before, t.change] : []),
          ...[t.discounts, t.outOfStock],
        ]}
        rows={list.items.map((product) => ({
          key: product.gtin,
          name: product.name,
          cells: [
            formatCount(product.units, locale),
            formatMoney(product.totalMinor, currency, locale),
            ...(product.before === null
              ? []
              : [
                  formatMoney(product.before.totalMinor, currency, locale),
                  formatChange(product.totalMinor, product.before.totalMinor, locale) ?? t.isNew,
                ]),
            formatMoney(product.discountMinor, currency, locale),
            product.emptyHours === 0 ? "–" : formatHours(product.emptyHours),
          ],
        }))}
      />
      {list.more === null ? null : (
        <div class="pad">
          <Button onPress={list.more}>{t.more}</Button>
        </div>
      )}
    </>
  );
}

interface PartTableProps {
  readonly view: Exclude<View, "products">;
  readonly sales: Sales;
}

function PartTable({ view, sales }: PartTableProps) {
  const { locale } = useLocale();
  const t = words.texts.numbers.tables;
  const { period, before, currency } = sales;
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  const count = (value: number): string => formatCount(value, locale);
  const compared = before === null ? [] : [t.before, t.change];
  const compare = (totalMinor: number, then: number | undefined): string[] =>
    before === null
      ? []
      : [money(then ?? 0), formatChange(totalMinor, then ?? 0, locale) ?? t.isNew];
  switch (view) {
    case "categories":
      return (
        <Table
          caption={t.captions.categories}
          columns={[t.category, t.units, t.takings, ...compared]}
          rows={period.categories.map(({ category, units, totalMinor }) => ({
            key: category ?? "",
            name: category ?? t.noCategory,
            cells: [
              ...[count(units), money(totalMinor)],
              ...compare(
                totalMinor,
                before?.categories.find((one) => one.category === category)?.totalMinor,
              ),
            ],
          }))}
        />
      );
    case "hours":
      return (
        <Table
          caption={t.captions.hours}
          columns={[t.hour, t.receipts, t.units, t.takings, ...compared]}
          rows={period.hours
            .filter(({ receipts, corrections }) => receipts + corrections > 0)
            .map(({ hour, receipts, units, totalMinor }) => ({
              key: String(hour),
              name: formatHour(hour, locale),
              cells: [
                ...[count(receipts), count(units), money(totalMinor)],
                ...compare(totalMinor, before?.hours[hour]?.totalMinor),
              ],
            }))}
        />
      );
    case "methods":
      return (
        <Table
          caption={t.captions.methods}
          columns={[t.method, t.receipts, t.units, t.takings, ...compared]}
          rows={period.methods.map(({ method, receipts, units, totalMinor }) => ({
            key: method,
            name: wordMethod(method),
            cells: [
              ...[count(receipts), count(units), money(totalMinor)],
              ...compare(
                totalMinor,
                before?.methods.find((one) => one.method === method)?.totalMinor,
              ),
            ],
          }))}
        />
      );
    case "taxes":
    case "payments":
      return <MoneyTable view={view} sales={sales} />;
    default:
      return view satisfies never;
  }
}

interface MoneyTableProps {
  readonly view: "taxes" | "payments";
  readonly sales: Sales;
}

function MoneyTable({ view, sales: { period, currency } }: MoneyTableProps) {
  const { payments: names, tables: t } = words.texts.numbers;
  const { locale } = useLocale();
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  if (view === "taxes") {
    return (
      <Table
        caption={t.captions.taxes}
        columns={[t.tax, t.net, t.taxAmount, t.gross]}
        rows={period.taxes.map(({ category, rate, label, netMinor, taxMinor, grossMinor }) => ({
          key: `${category} ${rate} ${label}`,
          name: label,
          cells: [money(netMinor), money(taxMinor), money(grossMinor)],
        }))}
      />
    );
  }
  return (
    <Table
      caption={t.captions.payments}
      columns={[t.payment, t.taken, t.refunded, t.takenBack]}
      rows={period.payments.map(({ kind, takenMinor, refundedMinor, withdrawnMinor }) => ({
        key: kind,
        name: names[kind],
        cells: [money(takenMinor), money(refundedMinor), money(withdrawnMinor)],
      }))}
    />
  );
}
