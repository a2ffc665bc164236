interface ShopLogoProps {
  /** Null: the shop has none. */
  readonly url: string | null;
}

/** Beside the shop's name, which says the same. An SVG in an image runs nothing. */
export function ShopLogo({ url }: ShopLogoProps) {
  return url === null ? null : <img class="shop-logo" src={url} alt="" />;
}
