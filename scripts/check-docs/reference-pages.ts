/** The reference pages that are generated from the code, wholly or between marks. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fillChainApi } from "@saunter/chain/http/format-chain-api";
import { openChainHttp } from "@saunter/chain/http/open-chain-http";
import { RECORDING_ERRORS, RECORDING_WARNINGS } from "@saunter/ingest/recordings/recording-codes";
import { makeDemo } from "@saunter/lab/demo/demo-fixture";
import { fillPage } from "@saunter/server/http/fill-page";
import { shareParts } from "@saunter/server/http/openapi-document";
import { formatConfigReference } from "@saunter/shop/config/format-config-reference";
import { fillApiReference } from "@saunter/shop/http/format-api-reference";
import { createHttpFixture } from "@saunter/shop/http/http-fixture";
import { describeApi } from "@saunter/shop/http/openapi-document";
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import pino from "pino";
import { ROOT } from "../../docs/.vitepress/pages.ts";
import { type Metric, readMetrics } from "../../test/read-metrics.ts";

/** The text of each page, by its path. */
export async function makeReferencePages(): Promise<ReadonlyMap<string, string>> {
  const fill = (file: string, make: (page: string) => string) =>
    [file, make(readFileSync(join(ROOT, file), "utf8"))] as const;
  const [shop, chain, metrics] = await Promise.all([
    readShopDocument(),
    readChainDocument(),
    readMetrics(),
  ]);
  return new Map([
    ["docs/reference/configuration.md", formatConfigReference()],
    fill("docs/reference/http-api.md", (page) => fillApiReference(page, listOperations(shop))),
    fill("docs/reference/chain-api.md", (page) => fillChainApi(page, listOperations(chain))),
    fill("docs/reference/metrics.md", (page) =>
      fillPage(page, [
        ["metrics of a shop", formatMetrics(metrics.shop)],
        ["metrics of a chain", formatMetrics(metrics.chain)],
      ]),
    ),
    fill("docs/reference/recording-format.md", (page) =>
      fillPage(page, [
        ["errors", formatCodes("error", RECORDING_ERRORS)],
        ["warnings", formatCodes("warning", RECORDING_WARNINGS)],
      ]),
    ),
  ]);
}

/** The part of an OpenAPI document that is read here. */
interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly deprecated?: boolean;
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[];
}

/** Of a demonstration: it has every route of a shop. */
export async function readShopDocument(): Promise<ApiDocument> {
  const { app, close } = await createHttpFixture(makeDemo().options);
  const document = describeApi(app) as ApiDocument;
  await close();
  return document;
}

/** Routes are registered without a query, so an empty database is enough. */
export async function readChainDocument(): Promise<ApiDocument> {
  const dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  const never = (): never => {
    throw new Error("no request is made");
  };
  const http = await openChainHttp({
    db: new Kysely({ dialect }),
    nowMs: () => 0,
    random: never,
    shards: 1,
    logger: pino({ level: "silent" }),
    sealingKeys: [],
    publicUrl: "https://chain.example",
    hubUsers: { sign: never, sendAccounts: never },
  });
  const document = shareParts(http.app.swagger()) as ApiDocument;
  await http.close();
  return document;
}

function listOperations({ paths }: ApiDocument) {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { summary, tags, deprecated, parameters = [] }]) => {
      const key = parameters.find(({ name }) => name === "idempotency-key");
      return {
        ...{ method: method.toUpperCase(), path, summary, tag: tags[0]! },
        isDeprecated: deprecated ?? false,
        key:
          key === undefined
            ? ("none" as const)
            : key.required === true
              ? ("wanted" as const)
              : ("taken" as const),
      };
    }),
  );
}

function formatMetrics(metrics: readonly Metric[]): string {
  const rows = metrics.map(({ help, labelNames, name, type }) => {
    const labels = labelNames.map((label) => `\`${label}\``).join(" ");
    return `| \`${name}\` | ${type} | ${labels} | ${help} |`;
  });
  return ["| metric | kind | labels | what it is |", "|---|---|---|---|", ...rows.toSorted()].join(
    "\n",
  );
}

function formatCodes(heading: string, codes: Readonly<Record<string, string>>): string {
  const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return [`| ${heading} | meaning |`, "|---|---|", ...rows].join("\n");
}
