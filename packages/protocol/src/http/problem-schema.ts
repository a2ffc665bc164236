/** Errors as answers: RFC 9457 problem details. */
import Type from "typebox";

export const PROBLEM_SCHEMA_ID = "Problem";

export const PROBLEM_SCHEMA = Type.Object(
  {
    type: Type.String({ description: "`urn:saunter:problem:` and the code." }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: "What happened this time." }),
    code: Type.String({ description: "For programs; see the table of errors." }),
    instance: Type.String({ description: "The request's id in the log." }),
    advice: Type.String({ description: "What to do." }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({ at: Type.String(), message: Type.String() }, { additionalProperties: false }),
      ),
    ),
  },
  { $id: PROBLEM_SCHEMA_ID, additionalProperties: false },
);
