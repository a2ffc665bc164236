import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { makeMonogram } from "../make-monogram.ts";
import type { ProductPictures } from "../product-pictures.ts";

const Context = createContext<ProductPictures | null>(null);

export const PicturesProvider = Context.Provider;

interface ProductTileProps {
  readonly gtin: string;
  /** It stands beside the tile, too: screen readers read it once. */
  readonly name: string;
  /** 40 px, or 24 or 96. */
  readonly size?: "normal" | "small" | "large";
}

const SIDES_PX = { small: 24, normal: 40, large: 96 } as const;

/** A product's picture; where there is none, or it does not come, the first letters of its words. */
export function ProductTile({ gtin, name, size = "normal" }: ProductTileProps) {
  const pictures = useContext(Context);
  useEffect(() => pictures?.watch(), []);
  const url = pictures?.urlOf(gtin) ?? null;
  return (
    <span class={`product-tile ${size}`} aria-hidden="true">
      {makeMonogram(name)}
      {url === null ? null : <Picture key={url} url={url} sidePx={SIDES_PX[size]} />}
    </span>
  );
}

/** It lies above the letters once it is there. */
function Picture({ url, sidePx }: { readonly url: string; readonly sidePx: number }) {
  const [state, setState] = useState<"coming" | "there" | "failed">("coming");
  if (state === "failed") return null;
  return (
    <img
      class={state}
      src={url}
      alt=""
      width={sidePx}
      height={sidePx}
      loading="lazy"
      decoding="async"
      draggable={false}
      onLoad={() => setState("there")}
      onError={() => setState("failed")}
    />
  );
}
