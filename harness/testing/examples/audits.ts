import { readManifests } from '../../manifest/read-manifests.ts';
import { makeAudit } from '../../pipeline/make-audit.ts';
import type { PipelineAudit } from '../../pipeline/pipeline-audit.ts';
import type { RunRecord } from '../../record/record.ts';
import { answers } from '../manifests/answers.ts';

/** A pod that builds a Dockerfile, with this text wherever a stranger can write one. */
function podWith(text: string, securityContext: object): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: text },
    spec: {
      containers: [
        {
          name: text,
          image: `kaniko/${text}`,
          command: ['/kaniko/executor'],
          args: [
            `--context=/src/${text}`,
            `--build-arg=A=${text}`,
            `--label=${text}`,
            '--target',
            text,
            `--secret=id=${text}`,
          ],
          env: [{ name: text, value: text }],
          securityContext,
          volumeMounts: [{ name: text, mountPath: `/src` }],
        },
      ],
      volumes: [{ name: text, emptyDir: {} }],
    },
  });
}

/**
 * An audit of four builds: one that is granted the default set, one that is granted nothing, one without an answer, and one that was
 * not tried. The first case of the record is the answer of the first two.
 */
export function auditOf(record: RunRecord, text = 'app'): PipelineAudit {
  const [first] = record.cases;
  const manifests = [
    { file: `${text}.yaml`, text: podWith(text, { seccompProfile: { type: 'RuntimeDefault' } }) },
    { file: 'ci/nothing.yaml', text: podWith(text, { capabilities: { drop: ['ALL'], add: ['CAP_CHOWN', text] } }) },
    { file: 'ci/unknown.yaml', text: podWith(text, { privileged: true }) },
    { file: 'ci/asked.yaml', text: podWith(text, { runAsUser: 0 }).replaceAll('/src/', 'git://') },
    { file: 'ci/broken.yaml', text: 'a: [' },
  ];
  const { builds, problems } = readManifests(manifests, answers());
  const located = { value: text, from: { kind: 'assumed', because: text } } as const;
  return makeAudit({
    manifests: manifests.map(({ file }) => file),
    builds: builds.map((build, index) => ({
      build,
      dockerfile: located,
      context: located,
      notes: [text],
      asked: [
        ...build.asked,
        ...(index === 3 ? [{ name: text, answer: text, because: text, place: build.place }] : []),
      ],
      cases: index < 2 ? [first?.id ?? ''] : index === 2 ? ['of another run'] : [],
    })),
    problems,
    unbuilt: [text],
    records: [record],
  });
}
