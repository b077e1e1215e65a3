import type { ExecutorStep, SystemReading } from '../../model/executor-step.ts';
import type { GivenAnswers, ManifestFile, Surroundings } from '../../model/system.ts';
import { readYaml, type YamlDocument } from '../../yaml/read-yaml.ts';
import { podsIn } from '../kubernetes/pod-templates.ts';
import { readPod } from '../kubernetes/read-pod.ts';
import { definitionsIn } from './definitions.ts';
import { embeddedYaml } from './embedded-yaml.ts';
import { groovyProgram } from './groovy/blocks.ts';
import { linesOf } from './groovy/line-of.ts';
import { groovyTokens } from './groovy/tokens.ts';
import { jenkinsNames } from './jenkins-names.ts';
import { type JenkinsPod, MOST_PODS, podsOf } from './jenkins-pods.ts';
import { elsewhereProblems, unresolvedInPod } from './jenkins-problems.ts';
import { type Jenkinsfile, type JenkinsScript, scriptsOf } from './jenkins-scripts.ts';
import { documentsOfPodFile } from './pod-files.ts';
import { callsWithoutPod, podScripts } from './pod-scripts.ts';

/** The longest Jenkinsfile that is read, in characters. */
const LONGEST = 2 ** 20;

/** The pods of a Jenkinsfile, with the executor's calls in the scripts that run in their containers. */
export function readJenkinsfile({ file, text }: ManifestFile, around: Surroundings): SystemReading {
  const refused = (what: string): SystemReading => ({
    steps: [],
    problems: [{ kind: 'input', place: { file, line: 1 }, what, wayOut: 'Give the pipeline of the build alone.' }],
  });
  if (text.length > LONGEST) return refused('The file is larger than 1 MiB, so it is not read.');
  const lineOf = linesOf(text);
  const program = groovyProgram(text, groovyTokens(text));
  const definitions = definitionsIn(program);
  const placeAt = (offset: number) => ({ file, line: lineOf(offset) });
  const names = jenkinsNames(program, definitions, { placeAt, set: around.given.set });
  const found = podsOf(program, definitions);
  if (found.pods.length > MOST_PODS) return refused(`The file has more than ${MOST_PODS} pods, so it is not read.`);
  const jenkinsfile: Jenkinsfile = { program, definitions, names };
  const scripts = scriptsOf(found.pods, jenkinsfile);
  const readings = found.pods.map((pod) => {
    const own = scripts.filter((script) => script.pod === pod);
    return pod.isFile
      ? podsOfDocuments(documentsOfPodFile(names.textOf(pod.yaml).text, around), null, {
          scripts: own,
          file: jenkinsfile,
          given: around.given,
        })
      : readJenkinsPod(pod, own, jenkinsfile, around);
  });
  return {
    steps: readings.flatMap(({ steps }) => steps),
    problems: [
      ...elsewhereProblems(found, names, around),
      ...callsWithoutPod(scripts, { file: jenkinsfile, given: around.given }),
      ...readings.flatMap(({ problems }) => problems),
    ],
  };
}

function readJenkinsPod(
  pod: JenkinsPod,
  scripts: readonly JenkinsScript[],
  file: Jenkinsfile,
  { given }: Surroundings,
): SystemReading {
  const { names, program } = file;
  const yaml = names.textOf(pod.yaml);
  const embedded = embeddedYaml(program.text, pod.yaml, yaml, names);
  // Behind the opening quotes a line break is usual: the document begins on the next line.
  const lead = /^[ \t]*\n/.exec(yaml.text)?.[0].length ?? 0;
  const first = names.placeAt(yaml.offsetAt(lead));
  const { documents, problems } = readYaml(yaml.text.slice(lead), { file: first.file, firstLine: first.line });
  const { steps, problems: ofPods } = podsOfDocuments(documents, embedded ?? null, { scripts, file, given });
  return {
    steps: embedded === undefined ? steps.map(patchedElsewhere) : steps,
    problems: [
      ...problems,
      ...(steps.length === 0 ? [] : yaml.unresolved.map((name) => unresolvedInPod(name, first))),
      ...ofPods,
    ],
  };
}

/** The pods of documents, with what the scripts call in their containers. */
function podsOfDocuments(
  documents: readonly YamlDocument[],
  embedded: ReturnType<typeof embeddedYaml> | null,
  {
    scripts,
    file,
    given,
  }: { readonly scripts: readonly JenkinsScript[]; readonly file: Jenkinsfile; readonly given: GivenAnswers },
): SystemReading {
  const readings = documents.flatMap(({ root, index }) =>
    podsIn(root).map(({ spec, name }) =>
      readPod({
        spec,
        id: name === '' ? 'pod' : `pod/${name}`,
        title: name === '' ? 'pod of the pipeline' : `pod ${name}`,
        document: index,
        given,
        embedded: embedded ?? null,
        scripts: podScripts(scripts, { file, spec, given }),
      }),
    ),
  );
  return {
    steps: readings.flatMap(({ steps }) => steps),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function patchedElsewhere(step: ExecutorStep): ExecutorStep {
  const because = 'the YAML of the pod shares a line of the Jenkinsfile with something else';
  return { ...step, patch: { kind: 'elsewhere', place: step.place, format: 'kubernetes', because } };
}
