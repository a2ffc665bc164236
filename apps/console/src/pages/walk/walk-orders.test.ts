import { expect, it } from "vitest";
import { createWalkOrders, type Order } from "./walk-orders.ts";

const UP: Order = { kind: "move", x: 0, y: 1 };
const STOP: Order = { kind: "move", x: 0, y: 0 };
const LEAVE: Order = { kind: "leave" };

it("sends one order at a time, and of ways that wait the last alone", async () => {
  const sent: Order[] = [];
  let answer = (): void => {};
  const orders = createWalkOrders((order) => {
    sent.push(order);
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  orders.give(UP);
  orders.give(STOP);
  orders.give({ kind: "go", xM: 1, yM: 2 });
  orders.give(UP);
  orders.give(LEAVE);
  expect(sent).toEqual([UP]);
  for (const expected of [
    [UP, UP],
    [UP, UP, LEAVE],
  ]) {
    answer();
    await Promise.resolve();
    await Promise.resolve();
    expect(sent).toEqual(expected);
  }
});
