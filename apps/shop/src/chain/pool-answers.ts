/** What reviewers of the chain may ask of the shop, whose capability of reviews answers. */
export type AnswerPool = (what: string, body: unknown) => Promise<unknown> | unknown;

/** Before the name of what is asked. */
export const POOL_PREFIX = "review.";
