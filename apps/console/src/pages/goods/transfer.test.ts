import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import {
  FORMS,
  type Form,
  formatGoods,
  listLegalChanges,
  parseGoods,
  previewImport,
  type Section,
  settleImport,
} from "./transfer.ts";

showBritish();

const LISTS: Readonly<Record<Section, readonly object[]>> = {
  catalogue: [
    { gtin: "5000001000011", name: 'Oat "best" biscuits, 300 g', weightG: 320, price: "2.49" },
    {
      gtin: "5000001000035",
      name: "Milk",
      price: "1.75",
      ageMin: 18,
      lowStockAt: 4,
      deposit: { name: "Bottle", amount: "0.20" },
    },
  ],
  planogram: [
    { gondola: 1, shelf: 2, plates: "1-3", gtin: "5000001000011" },
    { gondola: 1, shelf: 2, plates: "5", gtin: "5000001000035" },
  ],
  offers: [
    {
      kind: "multibuy",
      id: "water-3",
      name: "3 waters",
      quantity: 3,
      price: "2.50",
      gtins: ["5000001000011", "5000001000035"],
      membersOnly: false,
    },
    {
      kind: "percentage",
      id: "m",
      name: "10 % off",
      categories: ["a"],
      percent: "10",
      membersOnly: true,
    },
  ],
};

describe.each(Object.keys(LISTS) as Section[])("%s", (section) => {
  it.each(["csv", "json"] as const)("come out of %s as they went in", async (form) => {
    const text = await formatGoods(LISTS[section], section, form);
    const parsed = await parseGoods(text, section, `x.${form}`);
    if (!parsed.ok) throw new Error(parsed.fault);
    const { puts } = settleImport(parsed.changes, [], section);
    expect(puts.map(({ item }) => item)).toEqual(LISTS[section]);
    expect(parsed.changes.every(({ change }) => change === "put")).toBe(true);
  });
});

describe("a table", () => {
  it("has no cell that a spreadsheet would run, and comes back as it was", async () => {
    const names = ["=1+1", "+a", "-b", "@c", "\td", "\re", "'=f"];
    const items = names.map((name, at) => ({ gtin: `500000100001${at}`, name, weightG: -at }));
    const text = String(await formatGoods(items, "catalogue", "csv"));
    for (const name of names) expect(text).toContain(`'${name}`);
    expect(text).toMatch(/,-3$/m);
    const parsed = await parseGoods(text, "catalogue", "x.csv");
    if (!parsed.ok) throw new Error(parsed.fault);
    expect(parsed.changes.map(({ item }) => item?.name)).toEqual(names);
  });
});

describe("a spreadsheet's file", () => {
  const read = async (file: string | Uint8Array, name = "x.csv") => {
    const parsed = await parseGoods(file, "catalogue", name);
    if (!parsed.ok) throw new Error(parsed.fault);
    return parsed.changes.map(({ item }) => item);
  };

  it("with semicolons, a byte order mark and commas before decimals is read as it is meant", async () => {
    const text = "\ufeffgtin;name;price;weightG;deposit.amount\r\n5;Öl, kalt;1.234,50;0,5;0,25\r\n";
    expect(await read(new TextEncoder().encode(text))).toEqual([
      { gtin: "5", name: "Öl, kalt", price: "1234.50", weightG: 0.5, deposit: { amount: "0.25" } },
    ]);
  });

  it("that is not in UTF-8 is taken for Windows-1252", async () => {
    const bytes = Uint8Array.from("gtin,name\n5,Caf\u00e9 10\u0080", (sign) => sign.charCodeAt(0));
    expect(await read(bytes)).toEqual([{ gtin: "5", name: "Café 10€" }]);
  });

  it("keeps a number of which nobody knows what it means, and what is none", async () => {
    const items = await read('gtin,name,price,weightG\n5,A,"2,79","1,234"\n6,B,free,2.5\n');
    expect(items).toMatchObject([
      { price: "2.79", weightG: "1,234" },
      { price: "free", weightG: 2.5 },
    ]);
  });

  it("that is no workbook, or has no table, is refused in words", async () => {
    const { writeWorkbook } = await import("./workbook.ts");
    const tell = async (bytes: Uint8Array) => parseGoods(bytes, "catalogue", "x.xlsx");
    expect(await tell(new Uint8Array(9))).toMatchObject({ ok: false });
    expect(await tell(writeWorkbook([["gtin"]]))).toMatchObject({ ok: false });
    expect(await tell(writeWorkbook([[""], ["gtin", "name"], ["", "x"]]))).toEqual({
      ok: false,
      fault: "line 3 has no gtin",
    });
  });
});

describe("a preview", () => {
  it("says what is new, what is changed and how, and what gives way", async () => {
    const text = "gtin,name,price,lowStockAt\n5000001000035,Milk,1.80,\n7,Tea,2.00,3\n";
    const parsed = await parseGoods(text, "catalogue", "x.csv");
    if (!parsed.ok) throw new Error(parsed.fault);
    const { added, changed, removed, changes } = previewImport(
      ...([parsed, LISTS.catalogue, "catalogue", "x.csv"] as const),
    );
    expect(added).toEqual([{ key: "00000000000007", name: "Tea", where: "line 3" }]);
    expect(changed).toMatchObject([{ name: "Milk", where: "line 2" }]);
    expect(changed[0]!.fields).toContainEqual({ field: "price", before: "1.75", after: "1.80" });
    // Only what the file mentions: an empty cell removes a value, a column that is missing removes none.
    expect(changed[0]!.fields).toContainEqual({ field: "lowStockAt", before: "4", after: "" });
    expect(changed[0]!.fields).toHaveLength(2);
    expect(removed).toEqual([]);
    expect(changes).toHaveLength(2);
    const places = await parseGoods(
      "gondola,shelf,plates,gtin\n1,2,3-4,5000001000035\n",
      ...(["planogram", "x.csv"] as const),
    );
    if (!places.ok) throw new Error(places.fault);
    expect(
      previewImport(...([places, LISTS.planogram, "planogram", "x.csv"] as const)).removed,
    ).toEqual([{ key: "1/2/1,2,3", name: "gondola 1, shelf 2, plates 1-3", where: "" }]);
  });
});

describe("a file", () => {
  it("that is no list is refused in words", async () => {
    expect(await parseGoods("{}", "catalogue", "x.json")).toMatchObject({ ok: false });
    expect(await parseGoods("{", "catalogue", "x.json")).toMatchObject({ ok: false });
    expect(await parseGoods("hello", "catalogue", "x.csv")).toMatchObject({ ok: false });
  });

  it("whose item does not say which it is names it", async () => {
    const text = "gtin,name\n5000001000011,Oats\n,Nothing\n";
    expect(await parseGoods(text, "catalogue", "x.csv")).toEqual({
      ok: false,
      fault: "line 3 has no gtin",
    });
  });

  it("is told by its lines, blank ones and those within quotes counted", async () => {
    const text = '\n\ngtin,name\n1,"Oats\nand bran"\n\n01,Oats\n';
    expect(await parseGoods(text, "catalogue", "x.csv")).toEqual({
      ok: false,
      fault: expect.stringMatching(/^line 7 repeats product \d*1 of line 4$/),
    });
    const list = '[{"id": "a"}, {"id": "b"}, {"id": "a"}]';
    expect(await parseGoods(list, "offers", "x.json")).toEqual({
      ok: false,
      fault: "item 3 repeats offer a of item 1",
    });
  });

  it.each([
    [
      "names a place twice",
      '1,2,3-4,A\n1,2,"4,3",B',
      "line 3 repeats gondola 1, shelf 2, plates 3-4 of line 2",
    ],
    ["has plates that run backwards", "1,2,5-2,A", "line 2 has no plates, such as 3-5"],
    ["has more plates than any board", "1,2,1-4000000000,A", "line 2 has no plates, such as 3-5"],
    ["has a plate twice", '1,2,"3,3",A', "line 2 has no plates, such as 3-5"],
    ["has plates that are not within quotes", "1,2,3,4,A", "line 2: Too many fields"],
    ["has quotes without an end", '1,2,"3,A', "line 2: Quoted field unterminated"],
  ])("that %s is refused, and it says where", async (_name, rows, fault) => {
    const parsed = await parseGoods(`gondola,shelf,plates,gtin\n${rows}\n`, "planogram", "x.csv");
    expect(parsed).toEqual({ ok: false, fault: expect.stringContaining(fault) });
  });

  it.each(['[1, "a"]', "[null]"])("of %s, which are no items, is refused", async (text) => {
    expect(await parseGoods(text, "planogram", "x.json")).toMatchObject({ ok: false });
  });
});

describe("what a file changes", () => {
  const settle = async (section: Section, form: Form, edit?: (text: string) => string) => {
    const items = LISTS[section];
    const name = `x.${form}`;
    const file = await formatGoods(items, section, form);
    const parsed = await parseGoods(edit?.(String(file)) ?? file, section, name);
    if (!parsed.ok) throw new Error(parsed.fault);
    return settleImport(parsed.changes, items, section);
  };

  const CASES = (Object.keys(LISTS) as Section[]).flatMap((section) =>
    FORMS.map((form) => [section, form] as const),
  );
  it.each(CASES)("is nothing where %s were only written as %s", async (section, form) => {
    expect(await settle(section, form)).toEqual({ puts: [], removals: [] });
  });

  it.each(["csv", "json"] as const)("is a place with other plates, in %s", async (form) => {
    const { puts, removals } = await settle("planogram", form, (text) =>
      text.replace("1-3", "2-4"),
    );
    expect(removals.map(({ key, change }) => [key, change])).toEqual([["1/2/1,2,3", "remove"]]);
    expect(puts.map(({ key }) => key)).toEqual(["1/2/2,3,4"]);
  });

  it.each([
    ["csv", "gtin,price\n50,9.00\n"],
    ["json", '[{"gtin":"50","price":"9.00"}]'],
  ])("is nothing that a file in %s doesn't mention", async (form, text) => {
    const legal = { ageMin: 18, allergens: "AW", deposit: { name: "B", amount: "0.10" } };
    const items = [{ gtin: "50", name: "Wine", price: "8.00", taxCategory: "standard", ...legal }];
    const parsed = await parseGoods(text, "catalogue", `x.${form}`);
    if (!parsed.ok) throw new Error(parsed.fault);
    const { puts } = settleImport(parsed.changes, items, "catalogue");
    expect(puts.map(({ item }) => item)).toEqual([{ ...items[0], price: "9.00" }]);
  });

  it.each([
    ["csv", "gtin,ageMin,deposit.name,deposit.amount\n50,,,\n"],
    ["json", '[{"gtin":"50","ageMin":null,"deposit":null}]'],
  ])("is a value that a file in %s explicitly empties", async (form, text) => {
    const items = [
      { gtin: "50", name: "Wine", ageMin: 18, deposit: { name: "B", amount: "0.10" } },
    ];
    const parsed = await parseGoods(text, "catalogue", `x.${form}`);
    if (!parsed.ok) throw new Error(parsed.fault);
    const { puts } = settleImport(parsed.changes, items, "catalogue");
    expect(puts.map(({ item }) => item)).toEqual([{ gtin: "50", name: "Wine" }]);
  });

  it("is a price from now on, with all that a table has no column for", async () => {
    const morePrices = [{ price: "0.80", until: "2026-07-08" }];
    const item = {
      gtin: "5000001000011",
      name: "Oats",
      price: "2.49",
      from: "2026-07-08",
      morePrices,
    };
    const text = String(await formatGoods([item], "catalogue", "csv")).replace("2.49", "2.60");
    const parsed = await parseGoods(text, "catalogue", "x.csv");
    if (!parsed.ok) throw new Error(parsed.fault);
    const { puts } = settleImport(parsed.changes, [item], "catalogue");
    const { from: _from, ...rest } = item;
    expect(puts.map((put) => put.item)).toEqual([{ ...rest, price: "2.60" }]);
    const dated = text.replace("2026-07-08", "2026-08-01");
    const later = await parseGoods(dated, "catalogue", "x.csv");
    if (!later.ok) throw new Error(later.fault);
    const [put] = settleImport(later.changes, [item], "catalogue").puts;
    expect(put!.item).toMatchObject({ price: "2.60", from: "2026-08-01" });
  });
});

it("an import counts the changes that the law is about, once a product", async () => {
  const file = JSON.stringify([
    { gtin: "5000001000011", allergens: ["milk", "nuts"], weightG: 300 },
    { gtin: "5000001000035", ageMin: null, deposit: { name: "Bottle", amount: "0.25" } },
    { gtin: "5000001000042", name: "New", price: "1.00", ageMin: 18 },
  ]);
  const parsed = await parseGoods(file, "catalogue", "goods.json");
  if (!parsed.ok) throw new Error(parsed.fault);
  const preview = previewImport(parsed, LISTS.catalogue, "catalogue", "goods.json");
  expect(listLegalChanges(preview)).toEqual([
    { field: "ageMin", verb: "removed", count: 1 },
    { field: "allergens", verb: "added", count: 1 },
    { field: "deposit", verb: "changed", count: 1 },
  ]);
});
