import { XMLBuilder } from 'fast-xml-parser';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { builderName } from '../side-by-side.ts';
import { dockerfilePath } from './dockerfile-place.ts';
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

/** A record as a JUnit report: a suite for each case, a test for its answer and for each set that decides it. */
export function junitReport(record: RunRecord): string {
  const suites = record.cases.map((one) => ({ one, tests: testcasesOf(one) }));
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': xmlText(`kaniko-caps: ${builderName(record)}`),
      ...counts(suites.flatMap(({ tests }) => tests)),
      testsuite: suites.map(({ one, tests }) => suite(record, one, tests)),
    },
  };
  return `${builder.build(document).trimEnd()}\n`;
}

function suite(record: RunRecord, one: CaseRecord, tests: readonly JunitTestcase[]) {
  return {
    '@name': xmlText(one.id),
    '@timestamp': xmlText(record.run.startedAt.replace(/\.\d+Z$/, '')),
    ...counts(tests),
    properties: { property: properties(record, one) },
    testcase: tests.map((test) => testcase(one, test)),
  };
}

function counts(tests: readonly JunitTestcase[]): Attributes {
  const ended = (kind: string): string => `${tests.filter(({ ending }) => ending?.kind === kind).length}`;
  return {
    '@tests': `${tests.length}`,
    '@failures': ended('failure'),
    '@errors': ended('error'),
    '@skipped': ended('skipped'),
    '@time': seconds(tests.reduce((sum, test) => sum + test.seconds, 0)),
  };
}

function properties({ run, builder: tried, environment }: RunRecord, one: CaseRecord): Attributes[] {
  const told = {
    run: run.id,
    title: one.title,
    builder: `${tried.kind} ${tried.version}`,
    'builder.digest': tried.imageDigest ?? tried.binarySha256 ?? '',
    engine: `${environment.engine} ${environment.version}`,
    kernel: environment.kernel,
    seccomp: environment.seccomp,
  };
  return Object.entries(told).map(([name, value]) => ({ '@name': name, '@value': xmlText(value) }));
}

function testcase(one: CaseRecord, test: JunitTestcase) {
  const { name, ending, flakyFailures = [], rerunFailures = [], output } = test;
  return {
    '@classname': xmlText(one.id),
    '@name': xmlText(name),
    '@file': xmlText(dockerfilePath(one)),
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
