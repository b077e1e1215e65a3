import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { POD_NAMESPACE, type PodRequest, type TemplateLanguage } from '../pods/policy-pod.ts';
import { openScratch, type Scratch } from '../programs/scratch.ts';
import type { EngineAnswer, PolicyEngine } from './policy-engine.ts';

const run = promisify(execFile);

/** Where the programs and the templates are. */
export interface GatorPrograms {
  readonly gator: string;
  /** The checked-out gatekeeper-library. */
  readonly library: string;
}

const NAMESPACE = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: POD_NAMESPACE.name, labels: POD_NAMESPACE.label },
};

/** Gatekeeper's command, with the templates that the constraints name. */
export async function gatorEngine(
  { gator, library }: GatorPrograms,
  language: TemplateLanguage,
): Promise<PolicyEngine> {
  const { stdout } = await run(gator, ['--version']);
  const templates = await templatesIn(library);
  return {
    name: `${stdout.trim()}, ${language}`,
    canJudge: () => true,
    async [Symbol.asyncDispose]() {},
    async judge(policy, requests) {
      const scratch = await openScratch();
      try {
        const suite = await writeSuite(scratch, policy, templates, requests);
        const options = [`--enable-k8s-native-validation=${language === 'CEL'}`];
        const said = await outputOf(gator, ['verify', suite, '--verbose', ...options]);
        return requests.map((_, index) => answerFrom(said, `request-${index}`));
      } finally {
        await scratch.remove();
      }
    },
  };
}

/** Paths of the templates, by the kind of the constraints that they make possible. */
async function templatesIn(library: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(library, 'library', 'pod-security-policy');
  const paths = (await readdir(folder)).map((name) => join(folder, name, 'template.yaml'));
  const found = new Map<string, string>();
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) found.set(parse(text).spec.crd.spec.names.kind, path);
  }
  return found;
}

/** One case for each constraint and request, which expects that the constraint admits it: `gator` says what speaks against it. */
async function writeSuite(
  scratch: Scratch,
  policy: string,
  templates: ReadonlyMap<string, string>,
  requests: readonly PodRequest[],
): Promise<string> {
  const write = async (name: string, content: object): Promise<string> => {
    await writeFile(scratch.path(name), stringify(content));
    return name;
  };
  const inventory = [await write('namespace.yaml', NAMESPACE)];
  const cases = await Promise.all(
    requests.map(async (request, index) => ({
      name: `request-${index}`,
      object: await write(`request-${index}.yaml`, reviewOf(request)),
      inventory,
      assertions: [{ violations: 'no' }],
    })),
  );
  const constraints = parseAllDocuments(policy).map((document) => document.toJS());
  const tests = await Promise.all(
    constraints.map(async (constraint, index) => {
      const template = templates.get(constraint.kind);
      if (template === undefined) throw new Error(`The library has no template of ${constraint.kind}.`);
      const copy = await write(`template-${index}.yaml`, parse(await readFile(template, 'utf8')));
      return { name: constraint.kind, template: copy, constraint: await write(`${index}.yaml`, constraint), cases };
    }),
  );
  const suite = { apiVersion: 'test.gatekeeper.sh/v1alpha1', kind: 'Suite', tests };
  return scratch.path(await write('suite.yaml', suite));
}

/** What the API server asks a webhook. */
function reviewOf(request: PodRequest): object {
  const { pod, operation } = request;
  const changed = operation === 'UPDATE';
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'd7d6a0e8-5c5b-4c2a-8a57-0d4cf5a0f0a1',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      ...(changed && request.subresource !== undefined && { subResource: request.subresource }),
      name: pod.metadata?.name,
      namespace: pod.metadata?.namespace,
      operation,
      userInfo: { username: 'tester' },
      object: pod,
      ...(changed && { oldObject: request.before }),
    },
  };
}

/** All that the command wrote; it ends with an error wherever a constraint speaks against a pod. */
async function outputOf(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(program, [...args], { maxBuffer: 2 ** 28 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    if (!stdout?.includes('--- ')) throw new Error(`${program} judged nothing: ${stdout}${stderr}`);
    return stdout;
  }
}

function answerFrom(said: string, name: string): EngineAnswer {
  const ending = new RegExp(`^ *--- (PASS|FAIL): ${name}\\t.*(?:\\n(?!\\s*(?:---|===))(.*))?`, 'gm');
  const endings = [...said.matchAll(ending)];
  if (endings.length === 0) throw new Error(`gator says nothing of ${name}: ${said}`);
  const failed = endings.filter(([, verdict]) => verdict === 'FAIL').map(([, , message = '']) => message.trim());
  const odd = failed.find((message) => !message.includes('want none'));
  if (odd !== undefined) throw new Error(`gator cannot judge ${name}: ${odd}`);
  return { admitted: failed.length === 0, reasons: failed };
}
