import type { ChainAnswer } from "@saunter/client/chain-api";
import { useLocale } from "@saunter/ui/components/locale";
import { RecentTime } from "@saunter/ui/components/time";
import { words } from "../words.ts";
import { ListTable } from "./list-table.tsx";

export type Release = ChainAnswer<"GET /v1/releases">["items"][number];

/** Releases of Saunter that shops can fetch from the hub. */
export function ReleasesCard({ releases }: { readonly releases: readonly Release[] }) {
  const { locale } = useLocale();
  const t = words.texts.goods;
  return (
    <section class="card">
      <header>
        <h2>{t.releases}</h2>
      </header>
      <ListTable
        list={{ items: releases, more: null }}
        empty={null}
        head={
          <>
            <th scope="col">{t.release}</th>
            <th scope="col">{t.platform}</th>
            <th scope="col">{t.size}</th>
            <th scope="col">{t.signedAt}</th>
          </>
        }
        toRow={({ version, platform, bytes, madeMs }) => (
          <tr key={`${version} ${platform}`}>
            <th scope="row">
              <bdi>{version}</bdi>
            </th>
            <td data-name={t.platform}>
              <bdi>{platform}</bdi>
            </td>
            <td data-name={t.size}>{formatMegabytes(bytes, locale)}</td>
            <td data-name={t.signedAt}>
              <RecentTime timestampMs={madeMs} />
            </td>
          </tr>
        )}
      />
    </section>
  );
}

const BYTES_A_MEGABYTE = 1e6;

function formatMegabytes(bytes: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    ...{ style: "unit", unit: "megabyte", maximumSignificantDigits: 3 },
  });
  return format.format(bytes / BYTES_A_MEGABYTE);
}
