import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { PodRequest } from '../pods/policy-pod.ts';
import { openScratch } from '../programs/scratch.ts';
import type { EngineAnswer, PolicyEngine } from './policy-engine.ts';

const run = promisify(execFile);

/** An entry of the report that Kyverno's command prints. */
interface ReportResult {
  readonly result: 'pass' | 'fail' | 'skip' | 'error' | 'warn';
  readonly message?: string;
  readonly policy?: string;
  readonly rule?: string;
  readonly resources?: readonly { readonly name: string }[];
}

/**
 * Kyverno's command. It judges what is created: to it, a pod that is changed was the same before. It stops at the first rule that a
 * pod breaks.
 */
export async function kyvernoEngine(kyverno: string): Promise<PolicyEngine> {
  const { stdout } = await run(kyverno, ['version']);
  return {
    name: `kyverno ${/Version: (\S+)/.exec(stdout)?.[1]}`,
    canJudge: ({ operation }) => operation === 'CREATE',
    async [Symbol.asyncDispose]() {},
    async judge(policy, requests) {
      const scratch = await openScratch();
      try {
        await writeFile(scratch.path('policy.yaml'), policy);
        await writeFile(scratch.path('pods.yaml'), requests.map(({ pod }) => stringify(pod)).join('---\n'));
        const files = [scratch.path('policy.yaml'), '--resource', scratch.path('pods.yaml')];
        await assertRead(kyverno, files);
        const said = await outputOf(kyverno, ['apply', ...files, '--policy-report', '--output-format', 'json']);
        const results = resultsIn(said);
        return requests.map((request) => answerOf(request, results));
      } finally {
        await scratch.remove();
      }
    },
  };
}

/** A policy that it cannot read is left out, without a word and with exit code 0. */
async function assertRead(program: string, files: readonly string[]): Promise<void> {
  const said = await outputOf(program, ['apply', ...files]);
  if (!/Applying [1-9]\d* policy rule/.test(said)) throw new Error(`kyverno reads no policy: ${said}`);
}

/** All that the command wrote; its exit code is 1 wherever a pod is denied. */
async function outputOf(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(program, [...args], { maxBuffer: 2 ** 28 })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    return `${stdout}\n${stderr}`;
  }
}

function resultsIn(said: string): ReportResult[] {
  const reports = said.split('\n').filter((line) => line.startsWith('{'));
  return reports.flatMap((line) => JSON.parse(line).results as ReportResult[]);
}

/** A pod that the policy does not select is in no report. */
function answerOf({ pod }: PodRequest, results: readonly ReportResult[]): EngineAnswer {
  const name = pod.metadata?.name;
  const own = results.filter(({ resources = [] }) => resources.some((resource) => resource.name === name));
  const odd = own.find(({ result }) => result === 'error' || result === 'warn');
  if (odd !== undefined) throw new Error(`kyverno cannot judge ${name}: ${odd.message}`);
  const failed = own.filter(({ result }) => result === 'fail');
  const rules = failed.map(({ policy, rule }) => `${policy}/${rule}`);
  return { admitted: failed.length === 0, reasons: failed.map(({ message = '' }) => message), rules };
}
