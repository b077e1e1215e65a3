import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { POD_SECURITY_LEVELS } from '../../existing-policies/levels/control.ts';
import { podSecurityPolicy } from '../../existing-policies/levels/pod-security-policy.ts';
import { type PolicyReading, readPolicies } from '../../existing-policies/read-policies.ts';
import { displayPath } from '../../files/display-path.ts';
import { LONGEST_MANIFEST } from '../../manifest/yaml/read-yaml.ts';

/**
 * The policies that the user names: each is a file, or a Pod Security level.
 *
 * @throws HarnessError BAD_POLICY for what is no file, cannot be read, or has no policy.
 */
export async function readPolicyFiles(named: readonly string[]): Promise<PolicyReading> {
  const readings = await Promise.all(named.map(readNamed));
  return {
    policies: readings.flatMap(({ policies }) => policies),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

async function readNamed(name: string): Promise<PolicyReading> {
  const level = POD_SECURITY_LEVELS.find((one) => one === name);
  if (level !== undefined) return { policies: [podSecurityPolicy(level)], problems: [] };
  const file = displayPath(resolve(name));
  const reading = readPolicies(await textOf(name, file), file);
  const [problem] = reading.problems;
  if (reading.policies.length > 0 || problem === undefined) return reading;
  throw new HarnessError('BAD_POLICY', `${problem.place.file}:${problem.place.line}: ${problem.what}`, {
    hint: problem.wayOut,
  });
}

async function textOf(path: string, file: string): Promise<string> {
  const hint = `Give the file of a policy, or one of ${POD_SECURITY_LEVELS.join(', ')}.`;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new HarnessError('BAD_POLICY', `${file} is a directory`, { hint });
    if (found.size > LONGEST_MANIFEST) throw new HarnessError('BAD_POLICY', `${file} is larger than 4 MiB`, { hint });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    throw new HarnessError('BAD_POLICY', `Cannot read the policy ${file}: ${messageOf(error)}`, { hint, cause: error });
  }
}
