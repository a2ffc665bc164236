/**
 * Validators of the routes, by the text of their schemas. A process makes the API once; tests and the
 * simulation make it again and again, and to compile its schemas takes longer than all the rest.
 */
import AjvCompiler, { type BuildCompilerFromPool } from "@fastify/ajv-compiler";

type Compile = ReturnType<BuildCompilerFromPool>;

const buildCompiler = AjvCompiler();
const known = new WeakMap<Compile, Compile>();

/** As fastify's own, but that a schema of the same text is compiled once. */
export const buildValidators: BuildCompilerFromPool = (externalSchemas, options) => {
  // One for all that are made with the same options.
  const compile = buildCompiler(externalSchemas, options);
  let remembering = known.get(compile);
  if (remembering === undefined) {
    remembering = remember(compile);
    known.set(compile, remembering);
  }
  return remembering;
};

function remember(compile: Compile): Compile {
  const byText = new Map<string, ReturnType<Compile>>();
  // Of descriptions that are the same again the text need not be made.
  const bySchema = new WeakMap<object, ReturnType<Compile>>();
  return (route) => {
    const { schema } = route as { readonly schema: object };
    let validator = bySchema.get(schema);
    if (validator !== undefined) return validator;
    const text = JSON.stringify(schema);
    validator = byText.get(text) ?? compile(route);
    byText.set(text, validator);
    bySchema.set(schema, validator);
    return validator;
  };
}
