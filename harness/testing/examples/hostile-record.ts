import type * as z from 'zod';
import { CAPABILITIES } from '../../capabilities/capability.ts';
import { type CaseRecord, type RunRecord, runRecord } from '../../record/record.ts';
import {
  auditOf,
  caseOf,
  failedReference,
  lossOf,
  partialCase,
  recordOf,
  trialOf,
  variationOf,
  violatedCase,
} from './records.ts';

/**
 * Fields whose text is the tool's own, or a capability: masks and truth tables are parsed, and names are looked up. Whatever else is
 * text may come from a build, a Dockerfile, an engine or a user.
 */
const OWN_FIELDS: ReadonlySet<string> = new Set(['capBnd', 'verdicts', 'capability']);

/** Cases of every sort, with something in every field that takes a text. */
function manySided(): CaseRecord[] {
  const shown = ['/etc/shadow lost owner'];
  const denied = [{ capability: 'FSETID', program: 'chmod', count: 2 }];
  const failed = trialOf({ id: 't0003', set: ['CHOWN', 'FOWNER'], verdict: 'degraded', shown, denied });
  const losses = [...caseOf().losses, lossOf({ denied: [{ program: 'chown', count: 1 }] })];
  return [
    caseOf({
      losses,
      instructions: [{ keyword: 'RUN', line: 2, text: 'RUN chown 1000 /tool' } as CaseRecord['instructions'][number]],
      masked: [{ layer: 0, path: 'var/log/x', field: 'content', text: 'the content of /var/log/x varies' }],
      flaky: [{ answer: 'faithful', set: ['CHOWN', 'FOWNER'], passes: 1, failures: 2 }],
      variations: [
        variationOf({ verdict: 'failed', shown: ['su: must be suid'] }, { imageChanges: ['/a lost setuid'] }),
      ],
      audit: auditOf(),
      trials: { ...caseOf().trials, all: [...caseOf().trials.all, failed] },
    }),
    partialCase({ id: 'partial', path: 'dockerfiles/partial' }),
    violatedCase({ id: 'violated', path: 'dockerfiles/violated' }),
    failedReference({ path: 'dockerfiles/mount' }),
  ];
}

/** A record in which this text stands before every other text, as `TEXT setgid-foreign-group`: what was one text still is. */
export function recordWith(text: string, record: RunRecord = recordOf(manySided())): RunRecord {
  return runRecord.parse(written(runRecord, record, (own) => `${text} ${own}`));
}

/** The same of a case that a policy can be written for; what a user chose, the builder and its configuration, is harmless. */
export function policyRecordWith(text: string): RunRecord {
  const plain = recordOf(manySided().slice(0, 1));
  const { configuration } = plain.cases[0] ?? caseOf();
  const hostile = recordWith(text, plain);
  const cases = hostile.cases.map((one) => ({ ...one, configuration }));
  return { ...hostile, builder: plain.builder, environment: plain.environment, cases };
}

/** The same with this text in what the user chose alone. */
export function chosenRecordWith(text: string): RunRecord {
  const plain = policyRecordWith('plain');
  const [one] = recordWith(text).cases;
  const { configuration } = one ?? caseOf();
  const builder = { ...plain.builder, reference: `${text}:1` };
  return { ...plain, builder, cases: plain.cases.map((each) => ({ ...each, configuration })) };
}

type Change = (text: string) => string;

/** A value with every text changed that its schema leaves free. */
function written(schema: z.core.$ZodType, value: unknown, change: Change): unknown {
  const { def } = (schema as z.ZodType)._zod as unknown as { readonly def: Def };
  if (value === null || value === undefined) return value;
  switch (def.type) {
    case 'string':
      return isFree(def) && !isCapability(String(value)) ? change(String(value)) : value;
    case 'array':
      return (value as unknown[]).map((item) => written(def.element, item, change));
    case 'object':
      return writtenObject(def.shape, value as Record<string, unknown>, change);
    case 'record':
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          written(def.keyType, key, change),
          written(def.valueType, item, change),
        ]),
      );
    case 'union':
      return writtenOption(def.options, value, change);
    case 'nullable':
    case 'optional':
    case 'readonly':
    case 'default':
      return written(def.innerType, value, change);
    default:
      return value;
  }
}

function writtenObject(shape: Shape, value: Record<string, unknown>, change: Change): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const schema = shape[key];
      return [key, schema === undefined || OWN_FIELDS.has(key) ? item : written(schema, item, change)];
    }),
  );
}

function writtenOption(options: readonly z.ZodType[], value: unknown, change: Change): unknown {
  const option = options.find((one) => one.safeParse(value).success);
  return option === undefined ? value : written(option, value, change);
}

function isCapability(text: string): boolean {
  return CAPABILITIES.some((name) => name === text);
}

/** A text with a pattern, a length or a format has what its schema says. */
function isFree({ checks = [], format }: { readonly checks?: readonly unknown[]; readonly format?: string }): boolean {
  return checks.length === 0 && format === undefined;
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** As far as zod's definitions are looked into. */
type Def =
  | { readonly type: 'string'; readonly checks?: readonly unknown[]; readonly format?: string }
  | { readonly type: 'array'; readonly element: z.ZodType }
  | { readonly type: 'object'; readonly shape: Shape }
  | { readonly type: 'record'; readonly keyType: z.ZodType; readonly valueType: z.ZodType }
  | { readonly type: 'union'; readonly options: readonly z.ZodType[] }
  | { readonly type: 'nullable' | 'optional' | 'readonly' | 'default'; readonly innerType: z.ZodType }
  | { readonly type: 'other' };
