import { describe } from 'vitest';
import type { PodMatch } from '../../report/policy/policy-target.ts';
import type { AdmissionFormat, TemplateLanguage } from '../pods/policy-pod.ts';
import { type ApiServer, startApiServer } from './api-server.ts';
import { apiServerEngine } from './api-server-engine.ts';
import { gatorEngine } from './gator-engine.ts';
import { kyvernoEngine } from './kyverno-engine.ts';
import type { PolicyEngine } from './policy-engine.ts';

/** An engine, the format that it reads, and the environment variables with the paths of its programs. */
interface GivenEngine {
  readonly format: AdmissionFormat;
  /** Of the templates of Gatekeeper; undefined for the others. */
  readonly language?: TemplateLanguage;
  readonly title: string;
  /** Whether it says all that speaks against a pod; else it stops at the first rule that a pod breaks. */
  readonly saysAll: boolean;
  /** What it can select pods by, besides their image. Kyverno's command knows no labels of namespaces. */
  readonly selects: readonly PodMatch['kind'][];
  readonly variables: readonly string[];
  open(paths: readonly string[]): Promise<PolicyEngine>;
}

const API_SERVER = ['KANIKO_CAPS_TEST_KUBE_APISERVER', 'KANIKO_CAPS_TEST_ETCD'];
const GATOR = ['KANIKO_CAPS_TEST_GATOR', 'KANIKO_CAPS_TEST_GATEKEEPER_LIBRARY'];

const ENGINES: readonly GivenEngine[] = [
  {
    format: 'validating-admission-policy',
    title: 'the API server of Kubernetes',
    saysAll: false,
    selects: ['namespace', 'namespace-label', 'service-account'],
    variables: API_SERVER,
    open: async ([apiServer = '', etcd = '']) => apiServerEngine(await startApiServer({ apiServer, etcd })),
  },
  {
    format: 'kyverno',
    title: "Kyverno's command",
    saysAll: false,
    selects: ['namespace', 'service-account'],
    variables: ['KANIKO_CAPS_TEST_KYVERNO'],
    open: ([kyverno = '']) => kyvernoEngine(kyverno),
  },
  ...(['Rego', 'CEL'] as const).map(
    (language): GivenEngine => ({
      format: 'gatekeeper',
      language,
      title: `Gatekeeper's command, which reads the ${language} of its templates`,
      saysAll: true,
      selects: ['namespace', 'namespace-label'],
      variables: GATOR,
      open: ([gator = '', library = '']) => gatorEngine({ gator, library }, language),
    }),
  ),
];

/** Describes the same tests for each engine. Those of an engine that is not given are skipped, and their title says so. */
export function describeEngines(body: (engine: GivenEngine, open: () => Promise<PolicyEngine>) => void): void {
  for (const engine of ENGINES)
    describeGiven(engine.title, engine.variables, (paths) => body(engine, () => engine.open(paths)));
}

/** Describes tests with an API server. */
export function describeWithApiServer(title: string, body: (start: () => Promise<ApiServer>) => void): void {
  describeGiven(title, API_SERVER, ([apiServer = '', etcd = '']) => body(() => startApiServer({ apiServer, etcd })));
}

/** Describes tests with an API server and the controllers of Kubernetes. */
export function describeWithControllers(title: string, body: (start: () => Promise<ApiServer>) => void): void {
  const variables = [...API_SERVER, 'KANIKO_CAPS_TEST_KUBE_CONTROLLER_MANAGER'];
  describeGiven(title, variables, ([apiServer = '', etcd = '', controllerManager = '']) =>
    body(() => startApiServer({ apiServer, etcd, controllerManager })),
  );
}

/** Describes tests that need programs or checkouts; they are skipped where a variable does not name one. */
export function describeGiven(
  title: string,
  variables: readonly string[],
  body: (paths: readonly string[]) => void,
): void {
  const paths = variables.map((name) => process.env[name] ?? '');
  const given = !paths.includes('');
  const missing = `(skipped: set ${variables.join(' and ')}; see "Testing policies" in CONTRIBUTING.md)`;
  describe.skipIf(!given)(given ? title : `${title} ${missing}`, () => body(paths));
}
