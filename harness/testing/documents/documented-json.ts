import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { DOCUMENTS, type DocumentName, JSON_SCHEMAS } from './json-schemas.ts';

/** A function that tells whether a value is as a JSON Schema says, and keeps in `errors` what is not. */
export function schemaValidator(name: DocumentName) {
  const ajv = new Ajv2020({ allErrors: true });
  ajvFormats.default(ajv);
  return ajv.compile(JSON_SCHEMAS[`${name}.schema.json`] ?? false);
}

/**
 * What is documented of a JSON text: the value without any field that its schema does not name.
 *
 * @throws Error if the JSON Schema does not allow it.
 */
export function documentedJson(name: DocumentName, text: string): unknown {
  const value: unknown = JSON.parse(text);
  const accepts = schemaValidator(name);
  if (!accepts(value)) throw new Error(`not as ${name}.schema.json says: ${JSON.stringify(accepts.errors, null, 2)}`);
  return DOCUMENTS[name].schema.parse(value);
}
