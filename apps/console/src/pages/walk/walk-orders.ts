/** The avatar's orders, one after the other: the last way to go takes the place of others. */
import type { CallParts } from "@saunter/client/api";

export type Order = CallParts<"POST /v1/demo/avatar/orders">["body"]["order"];

export interface WalkOrders {
  give(order: Order): void;
}

const isWay = ({ kind }: Order): boolean => kind === "move" || kind === "go";

/** @param send rejects where the order is refused; the next one is sent all the same */
export function createWalkOrders(send: (order: Order) => Promise<void>): WalkOrders {
  const waiting: Order[] = [];
  let isSending = false;
  const sendAll = async (): Promise<void> => {
    isSending = true;
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
      await send(order);
    }
    isSending = false;
  };
  return {
    give: (order) => {
      const last = waiting.at(-1);
      if (last !== undefined && isWay(last) && isWay(order)) waiting.pop();
      waiting.push(order);
      if (!isSending) void sendAll();
    },
  };
}
