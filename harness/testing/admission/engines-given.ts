import { describe } from 'vitest';
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
    variables: API_SERVER,
    open: async ([apiServer = '', etcd = '']) => apiServerEngine(await startApiServer({ apiServer, etcd })),
  },
  {
    format: 'kyverno',
    title: "Kyverno's command",
    saysAll: false,
    variables: ['KANIKO_CAPS_TEST_KYVERNO'],
    open: ([kyverno = '']) => kyvernoEngine(kyverno),
  },
  ...(['Rego', 'CEL'] as const).map(
    (language): GivenEngine => ({
      format: 'gatekeeper',
      language,
      title: `Gatekeeper's command, which reads the ${language} of its templates`,
      saysAll: true,
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

function describeGiven(title: string, variables: readonly string[], body: (paths: readonly string[]) => void): void {
  const paths = variables.map((name) => process.env[name] ?? '');
  const given = !paths.includes('');
  const missing = `(skipped: set ${variables.join(' and ')}; see "Testing policies" in CONTRIBUTING.md)`;
  describe(given ? title : `${title} ${missing}`, { skip: !given }, () => body(paths));
}
