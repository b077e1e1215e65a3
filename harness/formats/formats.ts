import { HarnessError } from '../errors.ts';
import { nearestName } from '../suggestion.ts';
import { listText } from '../text/set-text.ts';
import { codequalityFormat } from './codequality.ts';
import { composeFormat } from './compose.ts';
import { dockerRunFormat } from './docker-run.ts';
import { type Destination, type Format, SUBJECT_WORDS, type Subject, type Subjects } from './format.ts';
import { gatekeeperFormat } from './gatekeeper.ts';
import { githubFormat } from './github.ts';
import { gitlabCiFormat } from './gitlab-ci.ts';
import { gitlabRunnerFormat } from './gitlab-runner.ts';
import { htmlFormat } from './html.ts';
import { jsonFormat } from './json.ts';
import { junitFormat } from './junit.ts';
import { kubernetesFormat } from './kubernetes.ts';
import { kubernetesJobFormat } from './kubernetes-job.ts';
import { kyvernoFormat } from './kyverno.ts';
import { markdownFormat } from './markdown.ts';
import { sarifFormat } from './sarif.ts';
import { stepSummaryFormat } from './step-summary.ts';
import { tableFormat } from './table.ts';
import { tektonFormat } from './tekton.ts';
import { textFormat } from './text.ts';
import { validatingAdmissionPolicyFormat } from './validating-admission-policy.ts';

/** Every format, in the order of the help. */
export const FORMATS: readonly Format[] = [
  tableFormat,
  textFormat,
  jsonFormat,
  markdownFormat,
  stepSummaryFormat,
  junitFormat,
  sarifFormat,
  githubFormat,
  codequalityFormat,
  htmlFormat,
  kubernetesFormat,
  kubernetesJobFormat,
  tektonFormat,
  gitlabRunnerFormat,
  gitlabCiFormat,
  dockerRunFormat,
  composeFormat,
  kyvernoFormat,
  validatingAdmissionPolicyFormat,
  gatekeeperFormat,
];

/** The formats that can show one of these. */
export function formatsFor(subjects: readonly Subject[]): Format[] {
  return FORMATS.filter((format) => subjects.some((subject) => canShow(format, subject)));
}

/** Whether a format can show something of this sort. */
export function canShow({ shows }: Format, subject: Subject): boolean {
  return shows[subject] !== undefined;
}

/**
 * The format of a name, if it can show one of these.
 *
 * @throws HarnessError UNKNOWN_FORMAT with the name that was probably meant, or with the formats that can show it.
 */
export function formatNamed(name: string, subjects: readonly Subject[]): Format {
  const format = FORMATS.find((one) => one.name === name);
  const fitting = formatsFor(subjects).map((one) => one.name);
  if (format === undefined) {
    const near = nearestName(name, fitting);
    throw new HarnessError('UNKNOWN_FORMAT', `There is no format ${name === '' ? 'without a name' : name}`, {
      hint: `${near === undefined ? '' : `Did you mean ${near}? `}The formats are ${fitting.join(', ')}.`,
    });
  }
  const [subject = 'record'] = subjects;
  if (subjects.some((one) => canShow(format, one))) return format;
  throw new HarnessError('UNKNOWN_FORMAT', `The format ${name} cannot show ${SUBJECT_WORDS[subject]}`, {
    hint: `These can: ${listText(fitting)}.`,
  });
}

/**
 * What a format makes of something.
 *
 * @throws HarnessError UNKNOWN_FORMAT if it cannot show it.
 */
export async function textIn<S extends Subject>(
  name: string,
  subject: S,
  shown: Subjects[S],
  destination: Destination,
): Promise<string> {
  const load = formatNamed(name, [subject]).shows[subject];
  if (load === undefined) throw new Error(`the format ${name} shows no ${subject}`);
  return (await load())(shown, destination);
}
