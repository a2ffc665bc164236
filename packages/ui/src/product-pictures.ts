/** Which products have a picture, and where it is: asked for once somebody looks at a product. */
import { signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { NO_CONNECTION, Problem } from "@saunter/client/problem";

type Versions = Answer<"GET /v1/products/pictures">["versions"];

export interface ProductPictures {
  /** The address of a product's picture; null where it has none, or that is not known yet. */
  urlOf(gtin: string): string | null;
  /** Somebody looks at products; returns how to say that they do no more. */
  watch(): () => void;
  /** The list may be out of date. */
  refresh(): void;
}

interface PicturesOptions {
  /** Before every path, as of the API's calls. */
  readonly base?: string;
  readonly load: () => Promise<{ readonly versions: Versions }>;
}

/** Time after which a failed request is repeated, while a page shows products. */
const ASK_AGAIN_MS = 3000;

/** Pictures of the shop's products. Where the shop does not tell of them there are none, and no harm. */
export function createPictures({ base = "", load }: PicturesOptions): ProductPictures {
  const versions = signal<Versions | null>(null);
  let watchers = 0;
  let isAsking = false;
  let isOld = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    if (isAsking || !isOld || watchers === 0) return;
    isAsking = true;
    clearTimeout(timer);
    try {
      versions.value = (await load()).versions;
      isOld = false;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === NO_CONNECTION.code) timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    } finally {
      isAsking = false;
    }
  };
  return {
    urlOf: (gtin) => {
      const version = versions.value?.[gtin];
      if (version === undefined) return null;
      return `${base}/v1/products/${gtin}/picture?version=${version}`;
    },
    watch: () => {
      watchers++;
      void ask();
      return () => {
        watchers--;
      };
    },
    refresh: () => {
      isOld = true;
      void ask();
    },
  };
}
