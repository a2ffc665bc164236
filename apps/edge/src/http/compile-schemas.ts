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
  const validators = new Map<string, ReturnType<Compile>>();
  return (route) => {
    const { schema } = route as { readonly schema?: unknown };
    const text = JSON.stringify(schema);
    let validator = validators.get(text);
    if (validator === undefined) {
      validator = compile(route);
      validators.set(text, validator);
    }
    return validator;
  };
}
