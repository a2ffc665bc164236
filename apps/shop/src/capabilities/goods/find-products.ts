/** Finds products by what somebody types of their name or barcode. */

export interface Named {
  readonly gtin: string;
  readonly name: string;
}

/** Those of which a word begins so come first; then by name. All of them where nothing is typed. */
export function findProducts<P extends Named>(
  products: Iterable<P>,
  text: string,
  limit: number,
): P[] {
  const sought = fold(text.trim());
  const found: { readonly product: P; readonly rank: number; readonly name: string }[] = [];
  for (const product of products) {
    const name = fold(product.name);
    const rank = rankFit(name, product.gtin, sought);
    if (rank !== null) found.push({ product, rank, name });
  }
  return found
    .sort(
      (a, b) =>
        a.rank - b.rank || compare(a.name, b.name) || compare(a.product.gtin, b.product.gtin),
    )
    .slice(0, limit)
    .map(({ product }) => product);
}

function rankFit(name: string, gtin: string, sought: string): number | null {
  if (name.startsWith(sought) || name.includes(` ${sought}`)) return 0;
  return name.includes(sought) || gtin.includes(sought) ? 1 : null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Without accents and capitals: whoever is in a hurry types neither. */
function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
