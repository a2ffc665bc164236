import { describe, expect, it } from "vitest";
import { createGateNewsBoard, type GateNews, NEWS_KEPT_MS, NEWS_MAX } from "./gate-news.ts";

const news = (gateId: string, customerId: string | null, atMs = 0): GateNews => ({
  kind: "refused",
  gateId,
  customerId,
  code: "entry-hold-declined",
  atMs,
});

describe("news of the gates", () => {
  it("are the last of a gate, or of a customer, for a while", () => {
    const board = createGateNewsBoard();
    board.tell(news("north", "ann", 1));
    board.tell(news("north", null, 2));
    board.tell(news("south", "bob", 3));
    expect(board.findLast({ gateId: "north" }, 3)?.atMs).toBe(2);
    expect(board.findLast({ customerId: "ann" }, 3)?.atMs).toBe(1);
    expect(board.findLast({ customerId: "cleo" }, 3)).toBeNull();
    expect(board.findLast({ gateId: "south" }, 3 + NEWS_KEPT_MS)?.atMs).toBe(3);
    expect(board.findLast({ gateId: "south" }, 4 + NEWS_KEPT_MS)).toBeNull();
  });

  it("make room for newer ones", () => {
    const board = createGateNewsBoard();
    board.tell(news("north", "ann"));
    for (let at = 1; at < NEWS_MAX; at++) board.tell(news("south", "bob"));
    expect(board.findLast({ gateId: "north" }, 0)).not.toBeNull();
    board.tell(news("south", "bob"));
    expect(board.findLast({ gateId: "north" }, 0)).toBeNull();
  });

  it("notify listeners until they unsubscribe", () => {
    const board = createGateNewsBoard();
    let calls = 0;
    const stop = board.listen(() => calls++);
    board.tell(news("north", "ann"));
    stop();
    board.tell(news("north", "ann"));
    expect(calls).toBe(1);
  });
});
