import { SelectField } from "@saunter/ui/components/select-field";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { api } from "../session.ts";

export interface ShopNames {
  readonly all: readonly { readonly shopId: string; readonly name: string }[];
  /** Its id where it has no other name. */
  nameOf(shopId: string): string;
}

/** The shops that one sees, by name. */
export function useShopNames(): ShopNames {
  const { value } = useLoaded((signal) => api.call("GET /v1/overview", { signal }), []);
  const all = (value?.shops ?? []).toSorted((a, b) => a.name.localeCompare(b.name));
  const names = new Map(all.map(({ shopId, name }) => [shopId, name]));
  return { all, nameOf: (shopId) => names.get(shopId) ?? shopId };
}

interface ShopFieldProps {
  readonly label: string;
  /** Of the choice that is no shop. */
  readonly none: string;
  readonly shops: ShopNames;
  readonly value: string;
  readonly onValue: (shopId: string) => void;
}

export function ShopField({ label, none, shops, value, onValue }: ShopFieldProps) {
  return (
    <SelectField label={label} value={value} onValue={onValue}>
      <option value="">{none}</option>
      {shops.all.map(({ shopId, name }) => (
        <option key={shopId} value={shopId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
