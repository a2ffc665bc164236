import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as facts from "./demand-facts.ts";

const DEMAND = new URL("../../../../shared/data/demand/", import.meta.url);
const present = existsSync(DEMAND);
if (!present)
  console.warn("demand-facts.test: ../shared/data/demand is missing, facts not derived");

function readTickets(): { hour: number; items: string[] }[] {
  const tickets = new Map<string, { hour: number; items: string[] }>();
  const lines = readFileSync(new URL("BreadBasket_DMS.csv", DEMAND), "utf8").trim().split(/\r?\n/);
  for (const line of lines.slice(1)) {
    const [, time, ticket, item] = line.split(",") as [string, string, string, string];
    const entry = tickets.get(ticket) ?? { hour: Number(time.slice(0, 2)), items: [] };
    if (item !== "NONE") entry.items.push(item);
    tickets.set(ticket, entry);
  }
  return [...tickets.values()];
}

function readBaskets(): Set<string>[] {
  const text = readFileSync(new URL("groceries_arules.csv", DEMAND), "utf8").trim();
  return text.split(/\r?\n/).map((line) => new Set(line.split(",").map((item) => item.trim())));
}

describe.skipIf(!present)("demand facts, derived again", () => {
  it("have the bakery's tickets by hour", () => {
    const tickets = readTickets();
    expect(tickets).toHaveLength(9531);
    const days = 159;
    facts.TICKETS_PER_HOUR.forEach((rate, i) => {
      const count = tickets.filter((ticket) => ticket.hour === facts.OPENING_HOUR + i).length;
      expect(rate).toBeCloseTo(count / days, 3);
    });
  });

  it("have the bakery's items by ticket and quantities by line", () => {
    const items = new Array<number>(8).fill(0);
    const quantities = new Array<number>(4).fill(0);
    for (const ticket of readTickets()) {
      if (ticket.items.length > 0) items[Math.min(8, ticket.items.length) - 1]!++;
      for (const item of new Set(ticket.items)) {
        quantities[ticket.items.filter((other) => other === item).length - 1]!++;
      }
    }
    expect(items).toEqual(facts.ITEMS_PER_TICKET);
    expect(quantities).toEqual(facts.QUANTITY_PER_LINE);
  });

  it("have the grocery's commonest categories, their slope and their lifts", () => {
    const baskets = readBaskets();
    const counts = new Map<string, number>();
    for (const basket of baskets) {
      for (const item of basket) counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    const ranked = [...counts].sort((a, b) => b[1] - a[1]);
    const top = ranked.slice(0, 16).map(([name]) => name);
    expect(top).toEqual(facts.CATEGORIES);
    const x = ranked.slice(0, 60).map((_, i) => Math.log(i + 1));
    const y = ranked.slice(0, 60).map(([, count]) => Math.log(count));
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const [mx, my] = [mean(x), mean(y)];
    const covariance = mean(x.map((value, i) => (value - mx) * (y[i]! - my)));
    const slope = covariance / mean(x.map((value) => (value - mx) ** 2));
    expect(facts.POPULARITY_SLOPE).toBeCloseTo(slope, 2);
    top.forEach((a, i) => {
      top.forEach((b, j) => {
        if (i === j) return;
        const both = baskets.filter((basket) => basket.has(a) && basket.has(b)).length;
        const lift = (both * baskets.length) / (counts.get(a)! * counts.get(b)!);
        expect(Math.abs(facts.CO_PURCHASE_LIFT[i]![j]! - lift)).toBeLessThan(0.0051);
      });
    });
  });
});
