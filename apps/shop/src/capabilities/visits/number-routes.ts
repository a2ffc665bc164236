import { GET_NUMBERS } from "@saunter/protocol/http/number-routes";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { NUMBER_STEPS_MAX, NUMBERS_MS_MAX } from "../../http/http-limits.ts";
import { ProblemError } from "../../http/problem.ts";
import { readNumbers } from "../../projections/read-numbers.ts";

export function addNumberRoutes(context: HttpContext): void {
  const { store } = context.deps.shop;
  addRead(context, GET_NUMBERS, ({ query }) => {
    const { fromMs, untilMs, stepMs } = query;
    const lengthMs = untilMs - fromMs;
    const isTaken =
      lengthMs > 0 && lengthMs <= NUMBERS_MS_MAX && lengthMs / stepMs <= NUMBER_STEPS_MAX;
    if (isTaken) return readNumbers(store.db, query);
    throw new ProblemError(
      "input-invalid",
      `a period must end after it starts, is ${NUMBERS_MS_MAX} ms long at most, and has ` +
        `${NUMBER_STEPS_MAX} steps at most`,
    );
  });
}
