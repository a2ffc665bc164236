/** Listing and searching. Newest first; a search does not see what is very new. */
import { type Field, type Fields, readArray, readLimit } from "./form-fields.ts";
import { answerOk, refuseParameter, refuseUnknown } from "./provider-errors.ts";
import type { JsonObject, Performed, Provider, SimIntent } from "./provider-types.ts";
import {
  expandBelow,
  renderAllRefunds,
  renderDispute,
  renderIntent,
  renderList,
} from "./wire-shapes.ts";

interface Page {
  readonly data: readonly JsonObject[];
  readonly hasMore: boolean;
}

/** Something that may be on a page; it is rendered only if it is. */
interface Listed {
  readonly id: string;
  readonly render: () => JsonObject;
}

const URL = "/v1/payment_intents";

/** `created[gte]`, `created[lt]`, `starting_after`, `limit`. */
export function listIntents(provider: Provider, body: Fields): Performed {
  const times = readTimes(body);
  if (!times.ok) return times.answer;
  const isWanted = ({ createdMs }: SimIntent): boolean => times.value(createdMs);
  return answerPage(URL, paginate(body, listNewest(provider, body, isWanted)));
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
  const isWanted = ({ createdMs, metadata }: SimIntent): boolean =>
    createdMs <= seenMs && metadata[name] === value;
  const page = paginate(body, listNewest(provider, body, isWanted));
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

/** `payment_intent`, `created[gte]`, `created[lt]`, `starting_after`, `limit`. */
export function listRefunds(provider: Provider, body: Fields): Performed {
  const about = readIntents(provider, body);
  if (!about.ok) return about.answer;
  const times = readTimes(body);
  if (!times.ok) return times.answer;
  const expand = expandBelow(readArray(body, "expand"), "data");
  const refunds = about.value
    .filter(({ charge }) => charge !== null)
    .flatMap((intent) => renderAllRefunds(intent, expand))
    .filter(({ created }) => times.value(1000 * Number(created)))
    .toSorted((a, b) => Number(b.created) - Number(a.created))
    .map((refund) => ({ id: String(refund.id), render: () => refund }));
  return answerPage("/v1/refunds", paginate(body, refunds));
}

/** As `listRefunds`. */
export function listDisputes(provider: Provider, body: Fields): Performed {
  const about = readIntents(provider, body);
  if (!about.ok) return about.answer;
  const times = readTimes(body);
  if (!times.ok) return times.answer;
  const disputes = [...provider.disputes.values()]
    .filter(({ intent, createdMs }) => about.value.includes(intent) && times.value(createdMs))
    .toReversed()
    .map((dispute) => ({ id: dispute.id, render: () => renderDispute(dispute) }));
  return answerPage("/v1/disputes", paginate(body, disputes));
}

/** The payments that a listing is about: the one that is named, or all. */
function readIntents(provider: Provider, body: Fields): Field<readonly SimIntent[]> {
  const id = body.payment_intent;
  if (id === undefined) return { ok: true, value: [...provider.intents.values()] };
  const intent = provider.intents.get(id);
  if (intent !== undefined) return { ok: true, value: [intent] };
  return { ok: false, answer: refuseUnknown(400, "payment_intent", id) };
}

/** Whether something of a time, in milliseconds, is asked for. */
function readTimes(body: Fields): Field<(createdMs: number) => boolean> {
  const least = Number(body["created[gte]"] ?? 0);
  const below = Number(body["created[lt]"] ?? Number.MAX_SAFE_INTEGER);
  if (Number.isNaN(least) || Number.isNaN(below)) {
    const answer = refuseParameter("created", "parameter_invalid_integer", "Not a time.");
    return { ok: false, answer };
  }
  const isWithin = (createdMs: number): boolean => {
    const created = Math.floor(createdMs / 1000);
    return created >= least && created < below;
  };
  return { ok: true, value: isWithin };
}

function listNewest(
  provider: Provider,
  body: Fields,
  isWanted: (intent: SimIntent) => boolean,
): Listed[] {
  const expand = expandBelow(readArray(body, "expand"), "data");
  return [...provider.intents.values()]
    .filter(isWanted)
    .toReversed()
    .map((intent) => ({ id: intent.id, render: () => renderIntent(intent, expand) }));
}

/** The part of a list, newest first, that is asked for. */
function paginate(body: Fields, listed: readonly Listed[]): Field<Page> {
  const limit = readLimit(body);
  if (!limit.ok) return limit;
  const after = body.starting_after;
  const from = after === undefined ? 0 : listed.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0) {
    return { ok: false, answer: refuseUnknown(400, "object", after) };
  }
  const data = listed.slice(from, from + limit.value).map(({ render }) => render());
  return { ok: true, value: { data, hasMore: from + data.length < listed.length } };
}

function answerPage(url: string, page: Field<Page>): Performed {
  if (!page.ok) return page.answer;
  return answerOk(renderList(url, page.value.data, page.value.hasMore));
}
