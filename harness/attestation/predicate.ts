import * as z from 'zod';
import { runRecord } from '../record/record.ts';
import { DECISIVE_FACTS, engineEnvironment } from '../vocabulary/engine-environment.ts';

/**
 * What tells a reader of an in-toto statement how to read its predicate: the address of its JSON Schema in the npm package. The number
 * rises when a reader of the old form would misread the new one.
 */
export const PREDICATE_TYPE = 'https://unpkg.com/kaniko-caps/schema/findings-v1.schema.json';

/** A SHA-256 as in-toto writes it. */
const sha256 = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hexadecimal') });

/** Something immutable, with its name: a ResourceDescriptor of in-toto. */
export const namedDigest = z.object({ name: z.string(), digest: sha256 });

/** Something immutable, with its name. */
export type NamedDigest = z.output<typeof namedDigest>;

const { run, cases } = runRecord.shape;
const { faithful, exitZero } = cases.element.shape;
const ANSWER = { complete: true, minimalSets: true } as const;

/** What a statement takes over from the record; whatever else a record holds is covered by the digests alone. */
export const attestedFindings = runRecord.pick({ tool: true, builder: true, profile: true }).extend({
  run: run.pick({ id: true, status: true, startedAt: true, finishedAt: true }),
  /** The facts of engine and host that can change an answer. */
  environment: engineEnvironment.pick(
    Object.fromEntries(DECISIVE_FACTS.map((fact) => [fact, true])) as Record<(typeof DECISIVE_FACTS)[number], true>,
  ),
  cases: z.array(
    cases.element
      .pick({
        id: true,
        dockerfile: true,
        status: true,
        reason: true,
        contextSha256: true,
        universe: true,
        untestable: true,
        network: true,
        configuration: true,
        bases: true,
        referenceImage: true,
      })
      .extend({ faithful: faithful.pick(ANSWER), exitZero: exitZero.pick(ANSWER) }),
  ),
});

/** Who made a statement, and when. */
export const attester = z.object({
  tool: z.object({ name: z.literal('kaniko-caps'), version: z.string() }),
  /** When the statement was made, as the clock of that machine said. */
  createdAt: z.iso.datetime(),
});

/** Who made a statement, and when. */
export type Attester = z.output<typeof attester>;

/** The predicate of a statement: what a run found, and the digests of what it follows from. */
export const findingsPredicate = z.object({
  attester,
  findings: attestedFindings,
  /** `record.json` as it stood, and the journal's whole lines, unpacked. The journal names each image by digest. */
  evidence: z.array(namedDigest),
});

/** The predicate of a statement. */
export type FindingsPredicate = z.output<typeof findingsPredicate>;
