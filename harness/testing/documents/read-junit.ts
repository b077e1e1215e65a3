import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** A test as a reader of a JUnit report finds it. */
export interface ReadTest {
  readonly suite: string;
  readonly classname: string;
  readonly name: string;
  readonly file: string;
  /** `failure`, `error`, `skipped`, `flakyFailure`, `rerunFailure`, each with its type and message. */
  readonly told: readonly { readonly element: string; readonly type: string; readonly message: string }[];
  readonly output: string;
}

/** A suite as a reader finds it, with the counts that it claims. */
export interface ReadSuite {
  readonly name: string;
  readonly claims: Readonly<Record<'tests' | 'failures' | 'errors' | 'skipped', number>>;
  readonly tests: readonly ReadTest[];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name !== '?xml' && name !== 'testsuites' && !name.startsWith('@'),
});

const ELEMENTS = ['failure', 'error', 'skipped', 'flakyFailure', 'rerunFailure'];

/** Reads a JUnit report strictly; throws if it is no XML. */
export function readJunit(xml: string): ReadSuite[] {
  const problem = XMLValidator.validate(xml);
  if (problem !== true) throw new Error(`line ${problem.err.line}: ${problem.err.msg}`);
  const suites: Node[] = parser.parse(xml).testsuites.testsuite ?? [];
  return suites.map((suite) => ({
    name: suite['@name'],
    claims: {
      tests: Number(suite['@tests']),
      failures: Number(suite['@failures']),
      errors: Number(suite['@errors']),
      skipped: Number(suite['@skipped']),
    },
    tests: children(suite, 'testcase').map((test) => readTest(suite['@name'], test)),
  }));
}

// biome-ignore lint/suspicious/noExplicitAny: what a parser of any XML gives
type Node = any;

function children(node: Node, name: string): Node[] {
  return node[name] ?? [];
}

function readTest(suite: string, test: Node): ReadTest {
  const told = ELEMENTS.flatMap((element) =>
    children(test, element).map((one) => ({ element, type: one['@type'], message: one['@message'] })),
  );
  const output = children(test, 'system-out').join('\n');
  return { suite, classname: test['@classname'], name: test['@name'], file: test['@file'], told, output };
}
