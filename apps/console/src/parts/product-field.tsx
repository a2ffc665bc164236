import {
  type ProductName,
  ProductField as SearchedField,
} from "@saunter/ui/components/product-field";
import { api } from "../session.ts";

interface ProductFieldProps {
  readonly label: string;
  readonly value: ProductName | null;
  readonly onValue: (product: ProductName | null) => void;
  readonly isFocused?: boolean;
}

/** Names of products that are offered at once. */
const SHOWN_MAX = 8;

async function find(search: string, signal: AbortSignal): Promise<readonly ProductName[]> {
  const query = { search, limit: SHOWN_MAX };
  return (await api.call("GET /v1/products", { query, signal })).items;
}

/** A product of the shop. */
export function ProductField(props: ProductFieldProps) {
  return <SearchedField {...props} find={find} />;
}
