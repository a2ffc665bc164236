/** Listing and searching. Newest first; a search does not see what is very new. */
import { type Field, type Fields, readArray, readLimit } from "./form-fields.ts";
import { answerOk, refuseParameter, refuseUnknown } from "./provider-errors.ts";
import type { JsonObject, Performed, Provider, SimIntent } from "./provider-types.ts";
import { expandBelow, renderAllRefunds, renderIntent, renderList } from "./wire-shapes.ts";

interface Page {
  readonly data: readonly JsonObject[];
  readonly hasMore: boolean;
}

const URL = "/v1/payment_intents";

/** `created[gte]`, `created[lt]`, `starting_after`, `limit`. */
export function listIntents(provider: Provider, body: Fields): Performed {
  const least = Number(body["created[gte]"] ?? 0);
  const below = Number(body["created[lt]"] ?? Number.MAX_SAFE_INTEGER);
  if (Number.isNaN(least) || Number.isNaN(below)) {
    return refuseParameter("created", "parameter_invalid_integer", "Not a time.");
  }
  const page = paginate(provider, body, ({ createdMs }) => {
    const created = Math.floor(createdMs / 1000);
    return created >= least && created < below;
  });
  if (!page.ok) return page.answer;
  return answerOk(renderList(URL, page.value.data, page.value.hasMore));
}

/** `query` is one clause, `metadata['NAME']:'VALUE'`. */
export function searchIntents(provider: Provider, body: Fields): Performed {
  const clause = /^metadata\[(['"])(.+?)\1\]:(['"])((?:\\.|[^\\])*)\3$/.exec(body.query ?? "");
  if (clause === null) {
    return refuseParameter("query", "invalid_search_query", "We were unable to parse your query.");
  }
  const name = clause[2]!;
  const value = clause[4]!.replace(/\\(.)/g, "$1");
  const seenMs = provider.nowMs - provider.options.searchLagMs;
  const page = paginate(
    provider,
    body,
    ({ createdMs, metadata }) => createdMs <= seenMs && metadata[name] === value,
  );
  if (!page.ok) return page.answer;
  const { data, hasMore } = page.value;
  return answerOk({
    object: "search_result",
    data,
    has_more: hasMore,
    next_page: null,
    url: `${URL}/search`,
  });
}

/** `payment_intent` and `limit`; all of one payment fit a page here. */
export function listRefunds(provider: Provider, body: Fields): Performed {
  const id = body.payment_intent ?? "";
  const intent = provider.intents.get(id);
  if (intent === undefined) return refuseUnknown(400, "payment_intent", id);
  const limit = readLimit(body);
  if (!limit.ok) return limit.answer;
  const all = intent.charge === null ? [] : renderAllRefunds(intent);
  const hasMore = all.length > limit.value;
  return answerOk(renderList("/v1/refunds", all.slice(0, limit.value), hasMore));
}

function paginate(
  provider: Provider,
  body: Fields,
  isWanted: (intent: SimIntent) => boolean,
): Field<Page> {
  const limit = readLimit(body);
  if (!limit.ok) return limit;
  const expand = expandBelow(readArray(body, "expand"), "data");
  const after = body.starting_after;
  const data: JsonObject[] = [];
  let isPast = after === undefined;
  for (const intent of [...provider.intents.values()].toReversed()) {
    if (isPast && isWanted(intent)) {
      if (data.length === limit.value) return { ok: true, value: { data, hasMore: true } };
      data.push(renderIntent(intent, expand));
    }
    if (intent.id === after) isPast = true;
  }
  return { ok: true, value: { data, hasMore: false } };
}
