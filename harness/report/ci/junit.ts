import { XMLBuilder } from 'fast-xml-parser';
import { configurationText } from '../../record/configuration-words.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { type RecordEvidence, standingText } from '../../record/record-evidence.ts';
import { type JunitTestcase, type Rerun, testcasesOf } from './junit-testcase.ts';
import { xmlText } from './xml-text.ts';

type Attributes = Readonly<Record<`@${string}`, string>>;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  format: true,
  suppressEmptyNode: true,
  // A text may be the word true.
  suppressBooleanAttributes: false,
});

/** A group of tests in one place. */
export interface JunitSuite {
  readonly name: string;
  /** When it ran, in ISO 8601 and UTC. */
  readonly startedAt: string;
  /** The file that the tests are about. */
  readonly file: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly tests: readonly JunitTestcase[];
}

/** What JUnit tells of a record: a suite for each case, a test for its answer and for each set that decides it. */
export function suitesOf(record: RunRecord): JunitSuite[] {
  return record.cases.map((one) => ({
    name: one.id,
    startedAt: record.run.startedAt,
    file: one.dockerfile,
    properties: propertiesOf(record, one),
    tests: testcasesOf(one),
  }));
}

function propertiesOf(
  { run, builder: tried, environment, evidence }: RunRecord,
  one: CaseRecord,
): Record<string, string> {
  return {
    run: run.id,
    title: one.title,
    builder: `${tried.kind} ${tried.version}`,
    'builder.digest': tried.imageDigest ?? tried.binarySha256 ?? '',
    engine: `${environment.engine} ${environment.version}`,
    kernel: environment.kernel,
    seccomp: environment.seccomp,
    ...(environment.trialsPerPod !== undefined && { trialsPerPod: String(environment.trialsPerPod) }),
    ...(environment.isolation !== undefined && { isolation: environment.isolation }),
    configuration: configurationText(one.configuration),
    ...standingProperty(evidence),
  };
}

/** The property of every suite that is made from a record which nobody can check where it was read. */
export function standingProperty(evidence: RecordEvidence | undefined): Record<string, string> {
  const evidenceText = standingText(evidence);
  return evidenceText === undefined ? {} : { evidence: evidenceText };
}

/** Suites as a JUnit report; `subject` is what was tested, as a builder and its version. */
export function junitReport(subject: string, suites: readonly JunitSuite[]): string {
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': xmlText(`kaniko-caps: ${subject}`),
      ...counts(suites.flatMap(({ tests }) => tests)),
      testsuite: suites.map(suiteElement),
    },
  };
  return `${builder.build(document).trimEnd()}\n`;
}

function suiteElement(suite: JunitSuite) {
  const { name, startedAt, properties, tests } = suite;
  return {
    '@name': xmlText(name),
    '@timestamp': xmlText(startedAt.replace(/\.\d+Z$/, '')),
    ...counts(tests),
    '@skipped': `${tests.filter(({ ending }) => ending?.kind === 'skipped').length}`,
    properties: {
      property: Object.entries(properties).map(([key, value]) => ({ '@name': xmlText(key), '@value': xmlText(value) })),
    },
    testcase: tests.map((test) => testElement(suite, test)),
  };
}

function counts(tests: readonly JunitTestcase[]): Attributes {
  const ended = (kind: string): string => `${tests.filter(({ ending }) => ending?.kind === kind).length}`;
  return {
    '@tests': `${tests.length}`,
    '@failures': ended('failure'),
    '@errors': ended('error'),
    '@time': seconds(tests.reduce((sum, test) => sum + test.seconds, 0)),
  };
}

function testElement(suite: JunitSuite, test: JunitTestcase) {
  const { name, ending, flakyFailures = [], rerunFailures = [], output } = test;
  return {
    '@classname': xmlText(suite.name),
    '@name': xmlText(name),
    '@file': xmlText(suite.file),
    '@time': seconds(test.seconds),
    ...(ending === undefined ? {} : { [ending.kind]: [run(ending)] }),
    flakyFailure: flakyFailures.map(run),
    rerunFailure: rerunFailures.map(run),
    ...(output.length === 0 ? {} : { 'system-out': output.map(xmlText).join('\n') }),
  };
}

function run({ type, message }: Rerun): Attributes {
  return { '@type': xmlText(type), '@message': xmlText(message) };
}

function seconds(value: number): string {
  return (Number.isFinite(value) ? Math.max(0, value) : 0).toFixed(3);
}
