/** Alerts about smart carts: calls for help, checks at the lane, carts that are silent or were left, faults. */
import type { AlertKind } from "@saunter/protocol/alert-kinds";
import { setAlerts } from "../../domain/alerts.ts";
import { listCartIds } from "../../people/cart-keys.ts";
import type { Transaction } from "../../store/transaction.ts";
import { hasTwin } from "./cart-boots.ts";
import { checkTrip } from "./decide-check.ts";
import {
  findAge,
  findCall,
  isOutside,
  isSilent,
  listUnsettled,
  type TripsView,
} from "./show-trip.ts";
import { findLastTrip, isLeft, isOpen, type TripRecord } from "./trip-records.ts";

const BATTERY_MIN = 0.15;

type CartAlert = Extract<AlertKind, `cart-${string}`>;

export function writeCartAlerts(tx: Transaction, view: TripsView): void {
  const wanted: Record<CartAlert, Map<string, string>> = {
    "cart-help": new Map(),
    "cart-check": new Map(),
    "cart-left": new Map(),
    "cart-fault": new Map(),
  };
  for (const cartId of listCartIds(tx)) {
    const record = findLastTrip(tx, cartId);
    if (hasTwin(tx, cartId, tx.atMs)) {
      const message = `another device uses the id of cart ${cartId}: give each its own`;
      wanted["cart-fault"].set(`cart-twin:${cartId}`, message);
    }
    if (record === null) continue;
    for (const [kind, message] of listMessages(tx, view, record)) {
      wanted[kind].set(`${kind}:${cartId}:${record.tripId}`, message);
    }
  }
  for (const [kind, messages] of Object.entries(wanted)) {
    setAlerts(tx, { kind: kind as CartAlert, by: "smart carts" }, messages);
  }
}

function* listMessages(
  tx: Transaction,
  view: TripsView,
  record: TripRecord,
): Generator<readonly [CartAlert, string]> {
  const { policy, shop } = view;
  const { cartId, status, trip } = record;
  if (isLeft(record)) {
    yield ["cart-left", `cart ${cartId} was left: find it and put back what is in it`];
  }
  const faults = [...listFaults(tx, record)];
  if (faults.length > 0) yield ["cart-fault", `cart ${cartId}: ${faults.join(", ")}`];
  if (!isOpen(record)) return;
  if (isSilent(policy, record, tx.atMs)) {
    yield ["cart-left", `cart ${cartId} has sent nothing for ${policy.silentMin} min: find it`];
  }
  if (isOutside(policy, record)) {
    yield ["cart-left", `cart ${cartId} is outside the shop: get it back`];
  }
  if (findCall(record) !== null)
    yield ["cart-help", `the shopper at cart ${cartId} calls for help`];
  const lane = policy.lanes.find(({ id }) => id === trip.laneId)?.name ?? "its lane";
  const check = checkTrip(view, record);
  if (!check.isDone && check.kind !== "none") {
    const act = check.kind === "weigh" ? "weigh it again" : "glance at it";
    yield ["cart-check", `cart ${cartId} is at ${lane}: ${act}`];
  } else if (status === "at-lane" && findAge(shop, record) === "needed") {
    yield ["cart-check", `cart ${cartId} is at ${lane}: check the shopper’s age`];
  }
}

function* listFaults(tx: Transaction, record: TripRecord): Generator<string> {
  const { battery, faults } = record.trip;
  for (const { httpStatus, tripId } of listUnsettled(tx, record)) {
    yield `trip ${tripId} has ended and is kept on the cart, as the shop answered ${httpStatus}`;
  }
  if (!isOpen(record)) return;
  for (const { kind } of faults) yield kind.replaceAll("-", " ");
  if (battery !== null && battery < BATTERY_MIN) yield "battery low";
}
