import { EXAMPLE_PICK, EXAMPLE_SHOP } from "@saunter/ingest/recordings/recording-example";
import { describe, expect, it } from "vitest";
import {
  createShopView,
  drawShop,
  formatClock,
  formatTotal,
  seeFrame,
  seeOutput,
  seeReceipt,
} from "./shop-view.ts";

const ID = "3325379692103139202";

function see(timestampMs: number, ...ids: string[]) {
  const joints = new Float64Array(32).fill(Number.NaN);
  const shoppers = ids.map((shopperId) => ({ shopperId, joints }));
  return { kind: "joints", timestampMs, shoppers } as const;
}

function createReceipt(targetId: string, needsReview: boolean) {
  const products = [{ barcode: "x", quantity: 2 }];
  const reasons = needsReview ? ["two hands"] : [];
  return {
    targetId,
    products,
    probabilityExact: 0.9,
    needsReview,
    reasons,
    faults: [],
    unclear: [],
  };
}

const draw = (view: ReturnType<typeof createShopView>) => drawShop(view, 100, 40).join("\n");

describe("the view of a shop", () => {
  it("shows each shopper with the cart and how sure it is", () => {
    const view = createShopView("Shop", EXAMPLE_SHOP);
    seeFrame(view, see(0, ID));
    const lines = [{ barcode: "x", quantity: 2 }];
    seeOutput(view, { kind: "cart", timestampMs: 1000, targetId: ID, lines, probability: 0.93 });
    expect(draw(view)).toContain("…9202      93 %  2 x Crisps");
  });

  it("forgets who has not been seen for a while", () => {
    const view = createShopView("Shop", EXAMPLE_SHOP);
    seeFrame(view, see(0, ID));
    seeFrame(view, see(3000));
    expect(draw(view)).toContain("In the shop (1)");
    seeFrame(view, see(5000));
    expect(draw(view)).toContain("In the shop (0)");
  });

  it("revises an interaction in place and takes back a retracted one", () => {
    const view = createShopView("Shop", EXAMPLE_SHOP);
    const interaction = { ...EXAMPLE_PICK, quantity: 2 };
    seeOutput(view, { kind: "interaction", status: "provisional", interaction: EXAMPLE_PICK });
    seeOutput(view, { kind: "interaction", status: "revised", interaction });
    expect(draw(view)).toContain("2 x Spring water");
    expect(draw(view)).not.toContain("1 x Spring water");
    seeOutput(view, { kind: "interaction", status: "retracted", interaction });
    expect(draw(view)).not.toContain("Spring water");
  });

  it("keeps what happened in order of its time, however late it is told again", () => {
    const view = createShopView("Shop", EXAMPLE_SHOP);
    const { timestampMs } = EXAMPLE_PICK;
    const tell = (id: string, quantity: number, atMs: number) => {
      const interaction = { ...EXAMPLE_PICK, id, quantity, timestampMs: atMs };
      seeOutput(view, { kind: "interaction", status: "revised", interaction });
    };
    for (let at = 0; at < 9; at++) tell(String(at), at + 1, timestampMs + 1000 * at);
    tell("3", 4, timestampMs + 3000);
    tell("0", 1, timestampMs);
    const seen = draw(view).match(/\d x Spring water/g);
    expect(seen).toEqual([9, 8, 7, 6, 5, 4, 3, 2].map((count) => `${count} x Spring water`));
  });

  it("leaves room for receipts on a small terminal, however many shoppers there are", () => {
    const view = createShopView("Shop", EXAMPLE_SHOP);
    seeFrame(view, see(0, ...Array.from({ length: 30 }, (_, at) => `shopper-${at}`)));
    for (let at = 0; at < 9; at++) {
      const interaction = { ...EXAMPLE_PICK, id: String(at) };
      seeOutput(view, { kind: "interaction", status: "final", interaction });
    }
    for (let at = 0; at < 9; at++) seeReceipt(view, createReceipt(`left-${at}`, true));
    const lines = drawShop(view, 80, 23);
    expect(lines.length).toBeLessThanOrEqual(23);
    const text = lines.join("\n");
    expect(text).toContain("and 26 more");
    expect(text.match(/Spring water/g)).toHaveLength(5);
    expect(text.match(/review: two hands/g)).toHaveLength(3);
  });

  it("counts a receipt once however often it is told", () => {
    const view = createShopView("Shop", EXAMPLE_SHOP);
    seeReceipt(view, createReceipt(ID, true));
    expect(draw(view)).toContain("1 receipts, 1 for review");
    expect(draw(view)).toContain("review: two hands");
    seeReceipt(view, createReceipt(ID, false));
    expect(draw(view)).toContain("1 receipts, 0 for review");
  });

  it("is never wider nor higher than the terminal", () => {
    const view = createShopView("A shop with quite a long name", EXAMPLE_SHOP);
    for (let shopper = 0; shopper < 30; shopper++)
      seeReceipt(view, createReceipt(`${shopper}`, true));
    const lines = drawShop(view, 20, 12);
    expect(lines.length).toBeLessThanOrEqual(12);
    for (const line of lines) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal styles have no width.
      expect([...line.replace(/\x1b\[\d+m/g, "")].length).toBeLessThanOrEqual(20);
    }
  });

  it("adds up prices in hundredths and tells the time", () => {
    expect(formatTotal([{ barcode: "x", quantity: 2 }], EXAMPLE_SHOP)).toBe("5.00");
    expect(formatTotal([{ barcode: "unknown", quantity: 2 }], EXAMPLE_SHOP)).toBe("0.00");
    expect(formatClock(3_723_000)).toBe("01:02:03");
    expect(formatClock(Number.NaN)).toBe("00:00:00");
  });
});
