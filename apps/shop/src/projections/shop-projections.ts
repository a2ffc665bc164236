import type { Projection } from "../store/projection.ts";
import { accountTables } from "./account-tables.ts";
import { chainTables } from "./chain-tables.ts";
import { closingTables } from "./closing-tables.ts";
import { drawerTables } from "./drawer-tables.ts";
import { emptyTables } from "./empty-facing-tables.ts";
import { evidenceTables } from "./evidence-tables.ts";
import { goodsTables } from "./goods-tables.ts";
import { lossTables } from "./loss-tables.ts";
import { chargeTables, receiptTables } from "./money-tables.ts";
import { paymentTables } from "./payment-tables.ts";
import { refundTables } from "./refund-tables.ts";
import { reviewTables } from "./review-tables.ts";
import { salesTables } from "./sales-tables.ts";
import { searchTables } from "./search-tables.ts";
import { securityTables } from "./security-tables.ts";
import { settlementTables } from "./settlement-tables.ts";
import { shopTables } from "./shop-tables.ts";
import { stockTables } from "./stock-tables.ts";
import { shopperTables, visitTables } from "./visit-tables.ts";

/** All tables that are made of events. */
export const SHOP_PROJECTIONS: readonly Projection[] = [
  shopperTables,
  evidenceTables,
  visitTables,
  chargeTables,
  accountTables,
  receiptTables,
  refundTables,
  reviewTables,
  stockTables,
  shopTables,
  goodsTables,
  securityTables,
  searchTables,
  salesTables,
  paymentTables,
  settlementTables,
  lossTables,
  emptyTables,
  closingTables,
  drawerTables,
  chainTables,
];
